import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ContactExport, ExportRequest, Page } from '@/api/types';
import { useNoteJobs } from '@/features/jobs/widgets';
import { toast } from '@/ui/toast';

export type ListQuery = Record<string, string | number | undefined>;

// What a list asks in its address, as the body of a request: the condition is an object there.
export function queryBody(query: ListQuery): Record<string, unknown> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(
    given.map(([name, value]) => [name, name === 'filter' ? JSON.parse(String(value)) : value]),
  );
}

// The columns of a list as those of a file: a whole name is two columns there, as an import reads them.
export function fileColumns(shown: string[]): string[] {
  const all = shown.flatMap((id) => (id === 'name' ? ['first_name', 'last_name'] : [id]));
  return [...new Set(all)];
}

const isActive = (one: ContactExport) => one.state === 'queued' || one.state === 'running';

export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: () => api.get<Page<ContactExport>>('/api/exports', { limit: 100 }),
  refetchInterval: (query) => (query.state.data?.items.some(isActive) ? 1000 : false),
});

export function useBeginExport() {
  const queries = useQueryClient();
  const noteJobs = useNoteJobs();
  return useMutation({
    mutationFn: (request: Partial<ExportRequest>) =>
      api.post<ContactExport>('/api/exports/contacts', request),
    onSuccess: () => {
      noteJobs();
      void queries.invalidateQueries({ queryKey: exportsQuery.queryKey });
    },
  });
}

export function useDeleteExport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (one: ContactExport) => api.delete(`/api/exports/${one.id}`),
    onError: (error) => toast.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  });
}
