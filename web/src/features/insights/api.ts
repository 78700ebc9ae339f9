import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ApiError, api, request } from '@/api/client';
import type { Job, Page } from '@/api/types';
import { useCan } from '@/ui/session';
import type {
  AcquisitionCosts,
  AcquisitionDraft,
  Accuracy,
  Cohorts,
  ContactScores,
  CustomerBase,
  Engagement,
  LifecyclePreview,
  LifecycleSettings,
  PurchaseFit,
  SegmentComparison,
  StageFlow,
} from './types';

// A server that is older than this page has no figures: then there is nothing to show, not an error.
export const isMissing = (error: unknown) =>
  error instanceof ApiError && (error.status === 404 || error.status === 405 || error.status === 501);

export function useScores(contactId: string) {
  return useQuery({
    queryKey: ['contacts', 'scores', contactId],
    queryFn: ({ signal }) => api.get<ContactScores>(`/api/contacts/${contactId}/scores`, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

export function useCustomerBase() {
  return useQuery({
    queryKey: ['insights', 'customers'],
    queryFn: ({ signal }) => api.get<CustomerBase>('/api/insights/customers', undefined, signal),
    staleTime: 30_000,
  });
}

export function useStageFlow(from: string, to: string) {
  return useQuery({
    queryKey: ['insights', 'lifecycle', from, to],
    queryFn: ({ signal }) => api.get<StageFlow>('/api/insights/lifecycle', { from, to }, signal),
    enabled: from <= to,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function useCohorts(query: { unit: string; periods: number; channel?: string; segment_id?: string }) {
  return useQuery({
    queryKey: ['insights', 'cohorts', query],
    queryFn: ({ signal }) => api.get<Cohorts>('/api/insights/cohorts', query, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function useAccuracy() {
  return useQuery({
    queryKey: ['insights', 'accuracy'],
    queryFn: ({ signal }) =>
      api.get<{ report?: Accuracy | null }>('/api/insights/accuracy', undefined, signal),
    staleTime: 30_000,
  });
}

export const startAccuracy = () => api.post<{ job_id: string }>('/api/insights/accuracy');

export function useEngagement() {
  return useQuery({
    queryKey: ['insights', 'engagement'],
    queryFn: ({ signal }) => api.get<Engagement>('/api/insights/engagement', undefined, signal),
    staleTime: 30_000,
    // The columns of segments are read for some seconds after a start.
    refetchInterval: (query) => (query.state.data && !query.state.data.bands.length ? 3_000 : false),
  });
}

export const startChannels = () => api.post<{ job_id: string }>('/api/insights/engagement');

export function useSegmentComparison(days: number) {
  return useQuery({
    queryKey: ['insights', 'segments', days],
    queryFn: ({ signal }) => api.get<SegmentComparison>('/api/insights/segments', { days }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

// What figures may be narrowed to.
export function useSegmentNames() {
  const can = useCan();
  const all = useQuery({
    queryKey: ['segments', 'all', false],
    queryFn: ({ signal }) => api.get<Page<{ id: string; name: string }>>('/api/segments', undefined, signal),
    enabled: can('segments.read'),
    staleTime: 30_000,
  });
  return all.data?.items ?? [];
}

export interface Versioned<T> {
  value: T;
  version: number | undefined;
}

const settingsPath = '/api/settings/lifecycle';
const versionOf = (headers: Headers) => {
  const tag = /\d+/.exec(headers.get('ETag') ?? '')?.[0];
  return tag === undefined ? undefined : Number(tag);
};

async function versioned(method: 'GET' | 'PUT', body?: LifecycleSettings, at?: number) {
  let version: number | undefined;
  const value = await request<LifecycleSettings>(method, settingsPath, {
    body,
    version: at,
    told: (headers) => {
      version = versionOf(headers);
    },
  });
  return { value, version };
}

export const lifecycleKey = ['settings', 'lifecycle'];

export function useLifecycleSettings(enabled = true) {
  return useQuery({
    queryKey: lifecycleKey,
    queryFn: (): Promise<Versioned<LifecycleSettings>> => versioned('GET'),
    enabled,
    retry: false,
    staleTime: 60_000,
  });
}

export const saveLifecycle = (settings: LifecycleSettings, version: number | undefined) =>
  versioned('PUT', settings, version);

export const previewLifecycle = (settings: LifecycleSettings, signal: AbortSignal) =>
  api.post<LifecyclePreview>('/api/settings/lifecycle/preview', settings, { signal });

export const fitsKey = ['insights', 'fits'];

export function useFits() {
  return useQuery({
    queryKey: fitsKey,
    queryFn: ({ signal }) => api.get<{ items: PurchaseFit[] }>('/api/models/purchases', undefined, signal),
    select: (answer) => answer.items,
    staleTime: 30_000,
  });
}

export const startFit = () => api.post<{ job_id: string }>('/api/models/purchases');

// A job that was started here, until it has ended.
export function useFitJob(id: string | null) {
  return useQuery({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => api.get<Job>(`/api/jobs/${id}`, undefined, signal),
    enabled: Boolean(id),
    refetchInterval: (query) =>
      ['completed', 'failed', 'dead'].includes(query.state.data?.state ?? '') ? false : 700,
  });
}

export const costsKey = ['acquisition-costs'];
const costsPath = '/api/acquisition-costs';

// Twelve months up to `to`; else up to the present one.
export function useAcquisitionCosts(to?: string) {
  return useQuery({
    queryKey: [...costsKey, to ?? ''],
    queryFn: ({ signal }) => api.get<AcquisitionCosts>(costsPath, { to }, signal),
    placeholderData: keepPreviousData,
    // Customers are read a moment after a start of the server.
    refetchInterval: (query) => (query.state.data?.counted === false ? 1_500 : false),
  });
}

export const saveCost = (cost: AcquisitionDraft) => api.put<AcquisitionDraft>(costsPath, cost);
export const deleteCost = ({ kind, name, month }: Pick<AcquisitionDraft, 'kind' | 'name' | 'month'>) =>
  request<void>('DELETE', costsPath, { query: { kind, name, month } });
