import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, View } from '@/api/types';
import { toast } from '@/ui/toast';

const key = ['views', 'contact'];

export function useViews() {
  return useQuery({
    queryKey: key,
    queryFn: () => api.get<Page<View>>('/api/views', { object: 'contact' }),
    staleTime: 60_000,
    select: (page) => page.items,
  });
}

export type ViewChanges = Partial<
  Pick<View, 'name' | 'filter' | 'sort' | 'search' | 'columns' | 'density' | 'layout' | 'shared'>
>;

export function useViewActions() {
  const queries = useQueryClient();
  const { t } = useTranslation();
  const refresh = () => queries.invalidateQueries({ queryKey: key });
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      const out = await work();
      await refresh();
      return out;
    } catch (error) {
      toast.failed(error, () => void attempt(work));
      return null;
    }
  };
  const create = (view: ViewChanges) =>
    attempt(() => api.post<View>('/api/views', { object: 'contact', ...view }));
  return {
    create,
    change: (view: View, changes: ViewChanges) =>
      attempt(() => api.patch<View>(`/api/views/${view.id}`, changes, view.version)),
    remove: async (view: View, name: string) => {
      const done = await attempt(async () => {
        await api.delete(`/api/views/${view.id}`, view.version);
        return true;
      });
      if (!done) return false;
      const { filter, search, sort, columns, layout, shared } = view;
      toast.done(
        t('lists:view.deleted', { name }),
        () => void create({ name, filter, search, sort, columns, layout, shared }),
      );
      return true;
    },
    arrange: (ids: string[], whom: 'me' | 'everyone') =>
      attempt(() => api.put('/api/views/order', { object: 'contact', ids, for: whom })),
  };
}
