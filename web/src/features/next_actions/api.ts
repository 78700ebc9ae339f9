import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, request } from '@/api/client';
import type { Page } from '@/api/types';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import type { Action, Answer, Labels, NextActions, Ranking, Report, Suggestion } from './types';

export const useNamed = () => {
  const { i18n } = useTranslation();
  return (labels: Labels) => labels[i18n.language.slice(0, 2) as keyof Labels] || labels.en;
};

const ofContact = (id: string) => ['contacts', 'next_actions', id];

// Whoever may act gets a decision, which is logged once; others only look.
export function useNextActions(contactId: string) {
  const acts = useCan()('next_actions.act');
  return useQuery({
    queryKey: ofContact(contactId),
    queryFn: ({ signal }) => {
      const path = `/api/contacts/${contactId}/next_actions`;
      return acts
        ? api.post<NextActions>(path, undefined, { signal })
        : api.get<NextActions>(path, undefined, signal);
    },
  });
}

export interface Answered {
  contactId: string;
  decision: number;
  action_id: string;
  labels: Labels;
}
interface Given extends Answered {
  answer: Answer;
  reason?: string;
}
const words = { accept: 'accepted', dismiss: 'dismissed', done: 'done', undo: 'taken_back' } as const;

export function useAnswer() {
  const { t } = useTranslation();
  const format = useFormat();
  const named = useNamed();
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ contactId, decision, action_id, answer, reason }: Given) =>
      api.post<Suggestion>(`/api/contacts/${contactId}/next_actions/answer`, {
        decision,
        action_id,
        answer,
        reason: reason || undefined,
      }),
    onSuccess: (given, asked) => {
      const undo = () => mutation.mutate({ ...asked, answer: 'undo', reason: undefined });
      toast.done(
        t(`next_actions:told.${words[asked.answer]}`, {
          name: named(asked.labels),
          date: given.due_on ? format.date(given.due_on) : '',
        }),
        asked.answer === 'undo' ? undefined : undo,
      );
    },
    onError: (error) => toast.failed(error),
    onSettled: (_given, _error, asked) => {
      void queries.invalidateQueries({ queryKey: ['next_actions'] });
      void queries.invalidateQueries({ queryKey: ofContact(asked.contactId) });
      void queries.invalidateQueries({ queryKey: ['timeline'] });
    },
  });
  return mutation;
}

export const actionsKey = ['next_actions', 'actions'];
export function useActions() {
  return useQuery({
    queryKey: actionsKey,
    queryFn: ({ signal }) => api.get<Page<Action>>('/api/next_actions', undefined, signal),
    select: (page) => page.items,
    staleTime: 30_000,
  });
}

export function useReport() {
  return useQuery({
    queryKey: ['next_actions', 'report'],
    queryFn: ({ signal }) => api.get<Report>('/api/insights/next_actions', undefined, signal),
    staleTime: 30_000,
  });
}

export interface Versioned {
  value: Ranking;
  version: number | undefined;
}
async function versioned(method: 'GET' | 'PUT', body?: Ranking, at?: number): Promise<Versioned> {
  let version: number | undefined;
  const value = await request<Ranking>(method, '/api/settings/next_actions', {
    body,
    version: at,
    told: (headers) => {
      const tag = /\d+/.exec(headers.get('ETag') ?? '')?.[0];
      version = tag === undefined ? undefined : Number(tag);
    },
  });
  return { value, version };
}
export const rankingKey = ['settings', 'next_actions'];
export const useRanking = () =>
  useQuery({ queryKey: rankingKey, queryFn: () => versioned('GET'), retry: false, staleTime: 60_000 });
export const saveRanking = (value: Ranking, version: number | undefined) => versioned('PUT', value, version);
