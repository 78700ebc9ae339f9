import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Job, Page } from '@/api/types';
import { toast } from '@/ui/toast';
import { endedSince, isActive } from './jobs';

export type Whose = 'mine' | 'all';

const root = 'jobs';
const list = (whose: Whose) => ({
  queryKey: [root, whose],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<Page<Job>>('/api/jobs', { mine: whose === 'mine', limit: 30 }, signal),
});

// Asks again only while something is at work or somebody looks.
export function useJobs(whose: Whose, watched: boolean) {
  return useQuery({
    ...list(whose),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: (query) => {
      const active = query.state.data?.items.some(isActive);
      return active ? 1500 : watched ? 5000 : false;
    },
  });
}

// After something began that runs in the background: the tray takes it up.
export function useNoteJobs(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: [root] });
}

export function useCancelJob() {
  const note = useNoteJobs();
  return useMutation({
    mutationFn: (job: Job) => api.post<Job>(`/api/jobs/${job.id}/cancel`),
    onError: (error) => toast.failed(error),
    onSettled: note,
  });
}

export function useJobTitle(): (job: Job) => string {
  const { t } = useTranslation();
  return (job) => t(`jobs:kind.${job.kind}`, { defaultValue: t('jobs:kind.other') });
}

// Tells of what ended, and has every screen look again at what may have changed.
export function useTellEnded(jobs: Job[] | undefined): void {
  const { t } = useTranslation();
  const title = useJobTitle();
  const queries = useQueryClient();
  const seen = useRef<Job[]>([]);
  useEffect(() => {
    if (!jobs) return;
    const ended = endedSince(seen.current, jobs);
    seen.current = jobs;
    for (const job of ended) toast.done(t(`jobs:ended.${job.state}`, { title: title(job) }));
    if (ended.length > 0)
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== root && queryKey[0] !== 'session',
      });
  }, [jobs, queries, t, title]);
}
