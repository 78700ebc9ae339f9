import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { Order, Page, Store } from '@/api/types';
import { useCan } from '@/ui/session';

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ['orders', 'one', id], queryFn: () => api.get<Order>(`/api/orders/${id}`) });

export function useStores(): Store[] {
  const can = useCan();
  const stores = useQuery({
    queryKey: ['stores'],
    queryFn: () => api.get<Page<Store>>('/api/stores'),
    enabled: can('products.read'),
    staleTime: 5 * 60_000,
  });
  return stores.data?.items ?? [];
}

// After money moved: the order, its contact and every figure.
export function useRefreshOrders() {
  const queries = useQueryClient();
  return (order?: Order) => {
    if (order) queries.setQueryData(orderQuery(order.id).queryKey, order);
    for (const key of ['orders', 'contacts', 'timeline', 'home', 'products']) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
  };
}
