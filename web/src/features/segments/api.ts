import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, api } from '@/api/client';
import type { Page } from '@/api/types';
import type {
  ContactSegment,
  Explanation,
  Flow,
  History,
  MembersChanged,
  Performance,
  Preview,
  Region,
  Segment,
  SegmentDraft,
  Template,
} from './types';

// A server that is older than this page lacks some of the figures: then they are left out, not an error.
export const isMissing = (error: unknown) =>
  error instanceof ApiError && (error.status === 404 || error.status === 405 || error.status === 501);

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', 'one', id],
    queryFn: ({ signal }) => api.get<Segment>(`/api/segments/${id}`, undefined, signal),
  });

export function useSegments(archived = false) {
  return useQuery({
    queryKey: ['segments', 'all', archived],
    queryFn: ({ signal }) =>
      api.get<Page<Segment>>('/api/segments', archived ? { archived } : undefined, signal),
    select: (page) => page.items,
    staleTime: 30_000,
  });
}

export function useTemplates() {
  return useQuery({
    queryKey: ['segments', 'templates'],
    queryFn: ({ signal }) => api.get<Page<Template>>('/api/segments/templates', undefined, signal),
    select: (page) => page.items,
    staleTime: 300_000,
  });
}

// A rule as people write it, read by the server.
export function useWrittenRule(text: string | undefined) {
  return useQuery({
    queryKey: ['segments', 'written', text],
    queryFn: ({ signal }) =>
      api.post<Preview>('/api/segments/preview', { rule: text, sample: 0 }, { signal }),
    enabled: Boolean(text),
    retry: false,
    staleTime: 300_000,
  });
}

export function usePerformance() {
  return useQuery({
    queryKey: ['segments', 'performance'],
    queryFn: ({ signal }) =>
      api.get<{ items: Performance[] }>('/api/segments/performance', undefined, signal),
    select: (answer) => new Map(answer.items.map((item) => [item.segment_id, item])),
    staleTime: 60_000,
  });
}

export function useHistory(id: string, days: number, enabled = true) {
  return useQuery({
    queryKey: ['segments', 'history', id, days],
    queryFn: ({ signal }) => api.get<History>(`/api/segments/${id}/history`, { days }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  });
}

export function useOverlap(ids: string[]) {
  return useQuery({
    queryKey: ['segments', 'overlap', ids],
    queryFn: ({ signal }) =>
      api.get<{ regions: Region[] }>('/api/segments/overlap', { ids: ids.join(',') }, signal),
    enabled: ids.length > 1,
    placeholderData: keepPreviousData,
  });
}

export function useMigration(ids: string[], from: string, to: string) {
  return useQuery({
    queryKey: ['segments', 'migration', ids, from, to],
    queryFn: ({ signal }) =>
      api.get<{ flows: Flow[] }>('/api/segments/migration', { ids: ids.join(','), from, to }, signal),
    enabled: ids.length > 0 && from < to,
    placeholderData: keepPreviousData,
  });
}

export function useContactSegments(contactId: string) {
  return useQuery({
    queryKey: ['segments', 'of', contactId],
    queryFn: ({ signal }) =>
      api.get<{ items: ContactSegment[] }>(`/api/contacts/${contactId}/segments`, undefined, signal),
    select: (answer) => answer.items, // the page of the contact is told when they change
  });
}

export function useExplanation(segmentId: string, contactId: string | null) {
  return useQuery({
    queryKey: ['segments', 'explain', segmentId, contactId],
    queryFn: ({ signal }) =>
      api.get<Explanation>(`/api/segments/${segmentId}/explain/${contactId}`, undefined, signal),
    enabled: Boolean(contactId),
  });
}

export const writes = {
  create: (draft: SegmentDraft) => api.post<Segment>('/api/segments', draft),
  change: (id: string, changes: Partial<SegmentDraft>, version?: number) =>
    api.patch<Segment>(`/api/segments/${id}`, changes, version),
  remove: (id: string, version?: number) => api.delete(`/api/segments/${id}`, version),
  duplicate: (id: string) => api.post<Segment>(`/api/segments/${id}/duplicate`, {}),
  archive: (id: string) => api.post<Segment>(`/api/segments/${id}/archive`, {}),
  restore: (id: string) => api.post<Segment>(`/api/segments/${id}/restore`, {}),
  members: (id: string, change: { add?: string[]; remove?: string[]; identifiers?: string[] }) =>
    api.post<MembersChanged>(`/api/segments/${id}/members`, {
      add: [],
      remove: [],
      identifiers: [],
      ...change,
    }),
};

export function useRefreshSegments() {
  const queries = useQueryClient();
  return (segment?: Segment) => {
    if (segment?.id) queries.setQueryData(segmentQuery(segment.id).queryKey, segment);
    void queries.invalidateQueries({ queryKey: ['segments'] });
  };
}
