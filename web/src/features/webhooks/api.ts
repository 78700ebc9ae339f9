import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Delivery, Page, Webhook } from '@/api/types';

export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: () => api.get<Page<Webhook>>('/api/webhooks'),
    refetchInterval: 10_000,
  });
}

export function useDelivery(webhook: string, id: string) {
  return useQuery({
    queryKey: ['webhooks', 'delivery', id],
    queryFn: () => api.get<Delivery>(`/api/webhooks/${webhook}/deliveries/${id}`),
  });
}

export function useRefreshWebhooks() {
  const queries = useQueryClient();
  return () => {
    for (const key of ['webhooks', 'deliveries']) void queries.invalidateQueries({ queryKey: [key] });
  };
}
