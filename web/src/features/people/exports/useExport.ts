import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { ContactExport } from '@/api/types';

// One export, looked at often while it is being written.
export function useExport(id: string): ContactExport | undefined {
  return useQuery({
    queryKey: ['exports', id],
    queryFn: () => api.get<ContactExport>(`/api/exports/${id}`),
    refetchInterval: ({ state }) =>
      !state.data || state.data.state === 'queued' || state.data.state === 'running' ? 500 : false,
  }).data;
}
