import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type {
  DuplicatePair,
  DuplicateSearch,
  Merge,
  MergePreview,
  MergeSide,
  Page,
  UndoPreview,
} from '@/api/types';
import { useRefreshPeople } from '../api';

export type Choices = Record<string, MergeSide>;

export const searchQuery = queryOptions({
  queryKey: ['duplicates', 'search'],
  queryFn: () => api.get<DuplicateSearch>('/api/duplicates/search'),
  refetchInterval: (query) => (query.state.data?.running ? 1_000 : false),
});

export function useRefreshDuplicates() {
  const queries = useQueryClient();
  const refresh = useRefreshPeople();
  return () => {
    void queries.invalidateQueries({ queryKey: ['duplicates'] });
    void queries.invalidateQueries({ queryKey: ['timeline'] });
    refresh();
  };
}

export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ pair, state }: { pair: DuplicatePair; state: 'dismissed' | 'open' }) =>
      api.post<DuplicatePair>('/api/duplicates/decisions', {
        contact_id: pair.first.id,
        other_id: pair.second.id,
        state,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['duplicates'] }),
  });
}

export function useContactDuplicates(id: string) {
  return useQuery({
    queryKey: ['duplicates', 'contact', id],
    queryFn: () => api.get<Page<DuplicatePair>>(`/api/contacts/${id}/duplicates`),
    select: (answer) => answer.items,
  });
}

export function useMerges(id: string) {
  return useQuery({
    queryKey: ['duplicates', 'merges', id],
    queryFn: () => api.get<Page<Merge>>(`/api/contacts/${id}/merges`),
    select: (answer) => answer.items,
  });
}

export function useMergePreview(survivor: string, other: string, choices: Choices) {
  return useQuery({
    queryKey: ['duplicates', 'preview', survivor, other, choices],
    queryFn: () =>
      api.post<MergePreview>(`/api/contacts/${survivor}/merge/preview`, { other_id: other, choices }),
    placeholderData: (previous) => previous,
    retry: false,
  });
}

export function useUndoPreview(id: string) {
  return useQuery({
    queryKey: ['duplicates', 'undo', id],
    queryFn: () => api.get<UndoPreview>(`/api/merges/${id}/undo`),
    retry: false,
    gcTime: 0,
  });
}
