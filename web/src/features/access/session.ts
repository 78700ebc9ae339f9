import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, setCsrfToken } from '@/api/client';
import type { Session, User } from '@/api/types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const session = await api.get<Session>('/api/session');
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: 5 * 60_000,
  retry: false,
});

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => api.get<{ needs_administrator: boolean }>('/api/setup'),
  staleTime: 0,
  retry: false,
});

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/api/session'),
    onSettled: () => {
      setCsrfToken('');
      queries.clear();
    },
  });
}

export type Preferences = Partial<Pick<User, 'name' | 'locale' | 'theme' | 'density'>>;

// Kept on the server, so that they follow the person to the next machine.
export function useSavePreferences() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: Preferences) => api.patch<User>('/api/me', changes),
    onMutate: (changes) => {
      queries.setQueryData<Session>(sessionQuery.queryKey, (session) =>
        session ? { ...session, user: { ...session.user, ...changes } } : session,
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
}
