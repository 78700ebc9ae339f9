import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Delivery, DeliveryAttempt, Page, Webhook } from '@/api/types';

export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: () => api.get<Page<Webhook>>('/api/webhooks'),
    refetchInterval: 10_000,
  });
}

const longEnough = 15 * 60_000; // milliseconds: a receiver that restarts is no alarm

// Those that the server switched off, or that have failed for a while.
export function useWrongWebhooks(enabled: boolean): Webhook[] {
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => api.get<Page<Webhook>>('/api/webhooks'),
    refetchInterval: 60_000,
    enabled,
  });
  const fails = (since?: string | null) =>
    Boolean(since) && webhooks.dataUpdatedAt - Date.parse(since ?? '') > longEnough;
  return webhooks.data?.items.filter((one) => one.disabled_reason || fails(one.failing_since)) ?? [];
}

export function useDelivery(webhook: string, id: string) {
  return useQuery({
    queryKey: ['webhooks', 'delivery', id],
    queryFn: () => api.get<Delivery>(`/api/webhooks/${webhook}/deliveries/${id}`),
  });
}

export function useAttempts(webhook: string, id: string) {
  return useQuery({
    queryKey: ['webhooks', 'attempts', id],
    queryFn: () => api.get<Page<DeliveryAttempt>>(`/api/webhooks/${webhook}/deliveries/${id}/attempts`),
  });
}

export function useRefreshWebhooks() {
  const queries = useQueryClient();
  return () => {
    for (const key of ['webhooks', 'deliveries']) void queries.invalidateQueries({ queryKey: [key] });
  };
}
