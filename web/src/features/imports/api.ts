import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ContactImport, ImportJob, LineAnswer, Page, RevertReport } from '@/api/types';

export type ImportStatus = ImportJob['status'];

const working: ImportStatus[] = ['queued', 'running', 'analysing', 'checking', 'reverting'];
export const isWorking = (status?: ImportStatus) => status !== undefined && working.includes(status);

// Looked at often while something is under way; it may be left and found again.
export const importsQuery = (kind?: string) =>
  queryOptions({
    queryKey: ['imports', 'list', kind ?? ''],
    queryFn: () => api.get<Page<ImportJob>>('/api/imports', { limit: 50, kind }),
    refetchInterval: (query) => (query.state.data?.items.some((job) => isWorking(job.status)) ? 1000 : false),
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: () => api.get<ImportJob>(`/api/imports/${id}`),
    refetchInterval: (query) => (isWorking(query.state.data?.status) ? 700 : false),
  });

export const draftQuery = (id: string, status?: ImportStatus) =>
  queryOptions({
    queryKey: ['imports', 'draft', id, status ?? ''],
    queryFn: () => api.get<ContactImport>(`/api/imports/${id}/draft`),
    staleTime: 0, // what a check found stands in it once the import is a draft again
  });

export const linesQuery = (id: string, outcome: string, status?: ImportStatus) => ({
  queryKey: ['imports', 'lines', id, outcome, status ?? ''],
  queryFn: ({ pageParam }: { pageParam: string }) =>
    api.get<Page<LineAnswer>>(`/api/imports/${id}/lines`, {
      outcome,
      cursor: pageParam || undefined,
      limit: 50,
    }),
  initialPageParam: '',
  getNextPageParam: (last: Page<LineAnswer>) => last.next_cursor ?? undefined,
});

export const revertQuery = (id: string, status?: ImportStatus) =>
  queryOptions({
    queryKey: ['imports', 'revert', id, status ?? ''],
    queryFn: () => api.get<RevertReport>(`/api/imports/${id}/revert`),
    refetchInterval: status === 'reverting' ? 700 : false,
  });

// What people do with an import; each refreshes what shows imports, and contacts once some were written.
export function useImportActions(id: string) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['imports'] });
  const post = (what: string) => ({
    mutationFn: () => api.post<ImportJob>(`/api/imports/${id}/${what}`),
    onSettled: refresh,
  });
  // With the version of the settings that were seen: the server refuses to begin with others.
  const begin = (what: string) => ({
    mutationFn: (settings?: number) =>
      api.post<ImportJob>(`/api/imports/${id}/${what}`, undefined, { version: settings }),
    onSettled: refresh,
  });
  return {
    check: useMutation(begin('dry-run')),
    run: useMutation(begin('run')),
    pause: useMutation(post('pause')),
    resume: useMutation(post('resume')),
    cancel: useMutation(post('cancel')),
    revert: useMutation(post('revert')),
    discard: useMutation({
      mutationFn: () => api.delete(`/api/imports/${id}`),
      onSettled: refresh,
    }),
  };
}
