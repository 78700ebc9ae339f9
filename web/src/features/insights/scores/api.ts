import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError, api, type Issue, request } from '@/api/client';
import type {
  ContactScore,
  Conversion,
  Definition,
  Distribution,
  ModelVersion,
  ScoreModel,
  ScorePast,
  ScorePreview,
  ScoreTest,
} from './types';

const path = '/api/score_models';
const key = ['score-models'];
const one = (id: string) => [...key, 'one', id];

// After a start of the server the contacts are read first.
const patient = {
  retry: (count: number, error: Error) => count < 30 && error instanceof ApiError && error.status === 503,
  retryDelay: 1_000,
};

export function useScoreModels(enabled = true) {
  return useQuery({
    queryKey: [...key, 'list'],
    queryFn: ({ signal }) => api.get<{ items: ScoreModel[] }>(path, undefined, signal),
    select: (answer) => answer.items,
    enabled,
    staleTime: 15_000,
  });
}

export function useScoreModel(id: string) {
  return useQuery({
    queryKey: one(id),
    queryFn: ({ signal }) => api.get<ScoreModel>(`${path}/${id}`, undefined, signal),
    // What was adopted a moment ago is computed for everybody.
    refetchInterval: (query) => (query.state.data?.state.computing ? 1_500 : false),
  });
}

// `version`: of the row, so that another one is asked for after an adoption.
export function useDistribution(id: string, version: number, enabled = true) {
  return useQuery({
    queryKey: [...one(id), 'distribution', version],
    queryFn: ({ signal }) => api.get<Distribution>(`${path}/${id}/distribution`, undefined, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
    ...patient,
  });
}

const items = <T>(answer: { items: T[] }) => answer.items;

export function useVersions(id: string) {
  return useQuery({
    queryKey: [...one(id), 'versions'],
    queryFn: ({ signal }) => api.get<{ items: ModelVersion[] }>(`${path}/${id}/versions`, undefined, signal),
    select: items,
  });
}
export function useTests(id: string) {
  return useQuery({
    queryKey: [...one(id), 'tests'],
    queryFn: ({ signal }) => api.get<{ items: ScoreTest[] }>(`${path}/${id}/tests`, undefined, signal),
    select: items,
  });
}
export function useConversion(id: string) {
  return useQuery({
    queryKey: [...one(id), 'conversion'],
    queryFn: ({ signal }) => api.get<Conversion>(`${path}/${id}/conversion`, undefined, signal),
  });
}
export function useContactScores(contactId: string) {
  return useQuery({
    queryKey: ['contacts', 'scores', contactId, 'models'],
    queryFn: ({ signal }) =>
      api.get<{ items: ContactScore[] }>(`/api/contacts/${contactId}/score_models`, undefined, signal),
    select: items,
    placeholderData: keepPreviousData,
  });
}

export function useScorePast(contactId: string, modelId: string) {
  return useQuery({
    queryKey: ['contacts', 'scores', contactId, 'past', modelId],
    queryFn: ({ signal }) =>
      api.get<ScorePast>(`/api/contacts/${contactId}/score_models/${modelId}/past`, undefined, signal),
    ...patient,
  });
}

const pause = 250; // milliseconds

export interface PreviewAnswer {
  preview: ScorePreview | null;
  issues: Issue[]; // why this definition has none
  error: unknown;
  asking: boolean;
  retry: () => void;
}

// What a definition would give, asked a moment after the last change; an answer that is overtaken is given up.
export function useScorePreview(definition: Definition, name: string | undefined): PreviewAnswer {
  const now = useMemo(() => JSON.stringify(definition), [definition]);
  const [settled] = useDebouncedValue(now, pause);
  const query = useQuery({
    queryKey: [...key, 'preview', name ?? '', settled],
    queryFn: ({ signal }) =>
      api.post<ScorePreview>(
        `${path}/preview`,
        { definition: JSON.parse(settled), name, sample: 8 },
        { signal },
      ),
    // There is nothing to count before the first part.
    enabled: (definition.kind === 'points' ? definition.components : definition.choices).length > 0,
    placeholderData: keepPreviousData,
    ...patient,
    staleTime: 10_000,
    gcTime: 60_000,
  });
  const issues =
    query.error instanceof ApiError && settled === now && query.error.issues.length ? query.error.issues : [];
  return {
    preview: query.data ?? null,
    issues,
    error: issues.length ? null : query.error,
    asking: query.isFetching || settled !== now,
    retry: () => void query.refetch(),
  };
}

// -- writing --------------------------------------------------------------------------------------------
type Draft = { definition: Definition; note: string };
export const createModel = (draft: Draft & { name: string }) => api.post<ScoreModel>(path, draft);
export const saveDraft = (model: ScoreModel, draft: Draft) =>
  request<ScoreModel>('PUT', `${path}/${model.id}/draft`, { body: draft, version: model.version });
export const discardDraft = (model: ScoreModel) =>
  api.delete<ScoreModel>(`${path}/${model.id}/draft`, model.version);
export const adoptDraft = (model: ScoreModel) =>
  api.post<ScoreModel>(`${path}/${model.id}/adopt`, undefined, { version: model.version });
export const switchModel = (
  model: ScoreModel,
  to: Partial<Pick<ScoreModel, 'active' | 'predicts_conversion'>>,
) => api.patch<ScoreModel>(`${path}/${model.id}`, to, model.version);
export const deleteModel = (model: ScoreModel) => api.delete(`${path}/${model.id}`, model.version);
export const backtest = (id: string, of: 'adopted' | 'draft') =>
  api.post<ScoreTest>(`${path}/${id}/backtest`, { of });
export const refit = (id: string, replace: boolean) =>
  api.post<ScoreTest>(`${path}/${id}/refit`, replace ? { replace_draft: true } : {});
export const computeConversion = (id: string) => api.post<Conversion>(`${path}/${id}/conversion`, {});

// Keeps what a change answered, and asks for the rest anew.
export function useRefreshScores(): (model?: ScoreModel) => void {
  const queries = useQueryClient();
  return (model) => {
    if (model) queries.setQueryData(one(model.id), model);
    void queries.invalidateQueries({ queryKey: key });
    void queries.invalidateQueries({ queryKey: ['contacts', 'scores'] });
    void queries.invalidateQueries({ queryKey: ['fields'] });
  };
}
