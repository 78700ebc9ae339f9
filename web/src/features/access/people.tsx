import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, User } from '@/api/types';
import { useCan, useSession } from '@/ui/session';

// Colleagues by id. Without the right to list them only oneself is known.
export function useUsers(): User[] {
  const { user } = useSession();
  const can = useCan();
  const users = useQuery({
    queryKey: ['users'],
    queryFn: () => api.get<Page<User>>('/api/users'),
    enabled: can('users.read'),
    staleTime: 5 * 60_000,
  });
  return users.data?.items ?? [user];
}

export function OwnerName({ id }: { id?: string | null }) {
  const { t } = useTranslation();
  const users = useUsers();
  if (!id) return <span className="muted">{t('access:owner.none')}</span>;
  return <>{users.find((user) => user.id === id)?.name ?? t('access:owner.other')}</>;
}
