import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNoteJobs } from '@/features/jobs/widgets';
import { toast } from '@/ui/toast';
import { useFitJob } from './api';

// Starts work and follows it until it has ended; it goes on when the page is left. `stale`: what is read
// anew then, a constant.
export function useStartedJob(start: () => Promise<{ job_id: string }>, failed: string, stale: string[][]) {
  const queries = useQueryClient();
  const note = useNoteJobs();
  const [asked, setAsked] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const state = useFitJob(job).data?.state;
  const ended = state === 'completed' || state === 'failed' || state === 'dead';
  useEffect(() => {
    if (!ended) return;
    if (state !== 'completed') toast.failed(failed);
    for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
  }, [ended, state, queries, failed, stale]);
  const run = () => {
    setAsked(true);
    start()
      .then((started) => {
        setJob(started.job_id);
        note();
      }, toast.failed)
      .finally(() => setAsked(false));
  };
  return { running: asked || (Boolean(job) && !ended), run };
}
