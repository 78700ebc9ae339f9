import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNoteJobs } from '@/features/jobs/widgets';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { startFit, useFitJob } from '../api';

// Starts a fit and follows it until it has ended; it goes on when the page is left.
export function useStartFit() {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const note = useNoteJobs();
  const [asked, setAsked] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const state = useFitJob(job).data?.state;
  const ended = state === 'completed' || state === 'failed' || state === 'dead';
  useEffect(() => {
    if (!ended) return;
    if (state !== 'completed') toast.failed(t('insights:model.failed'));
    void queries.invalidateQueries({ queryKey: ['insights'] });
    void queries.invalidateQueries({ queryKey: ['contacts', 'scores'] });
  }, [ended, state, queries, t]);
  const run = () => {
    setAsked(true);
    startFit()
      .then((started) => {
        setJob(started.job_id);
        note();
      }, toast.failed)
      .finally(() => setAsked(false));
  };
  return { may: can('insights.fit'), running: asked || (Boolean(job) && !ended), run };
}
