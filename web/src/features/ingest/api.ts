import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { EventDetails, EventName, Page, Quarantined, SourceHealth, StreamedFact } from '@/api/types';
import { getPage } from '@/ui/useList';

const often = 1_500; // milliseconds between two looks while a page is watched

export function useStream(filter: { type?: string; source_id?: string; filter?: string }, live: boolean) {
  return useQuery({
    queryKey: ['stream', filter],
    queryFn: ({ signal }) => getPage<StreamedFact>('/api/events/stream', { ...filter, limit: 100 }, signal),
    refetchInterval: live ? often : false,
    placeholderData: (before) => before,
  });
}

export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: () => api.get<Page<SourceHealth>>('/api/events/sources'),
    refetchInterval: 10_000,
  });
}

export function useEventNames(search?: string) {
  return useQuery({
    queryKey: ['event-names', search ?? ''],
    queryFn: ({ signal }) => api.get<Page<EventName>>('/api/events/names', { search }, signal),
    placeholderData: (before) => before,
  });
}

export function useEvent(name: string, enabled = true) {
  return useQuery({
    queryKey: ['event-name', name],
    enabled,
    queryFn: () => api.get<EventDetails>('/api/events/name', { name }),
  });
}

export function useQuarantined(id: string) {
  return useQuery({
    queryKey: ['quarantine', 'one', id],
    queryFn: () => api.get<Quarantined>(`/api/quarantine/${id}`),
  });
}

export function useRefreshEvents() {
  const queries = useQueryClient();
  return () => {
    for (const key of ['quarantine', 'sources', 'stream', 'event-names', 'event-name', 'timeline'])
      void queries.invalidateQueries({ queryKey: [key] });
  };
}
