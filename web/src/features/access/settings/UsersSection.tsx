import { Button, Skeleton } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, User } from '@/api/types';
import { Ago, Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { Panel } from './Panel';
import { RoleTable } from './RoleTable';
import classes from './Settings.module.css';
import { UserDrawer } from './UserDrawer';

export default function UsersSection() {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<User | 'new' | null>(null);
  const users = useQuery({
    queryKey: ['users'],
    queryFn: () => api.get<Page<User>>('/api/users'),
  });
  const writable = can('users.write');
  return (
    <Panel
      id="users"
      action={
        writable && (
          <Button leftSection={<IconUserPlus size={15} />} onClick={() => setOpen('new')}>
            {t('access:users.invite')}
          </Button>
        )
      }
    >
      {users.error && <ErrorState error={users.error} retry={() => void users.refetch()} compact />}
      {users.isPending && <Skeleton height={160} />}
      {users.data && (
        <div
          className={classes.scroll}
          tabIndex={0}
          role="region"
          aria-label={t('access:settings.users.title')}
        >
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('access:field.name')}</th>
                <th scope="col">{t('access:users.role')}</th>
                <th scope="col">{t('access:users.scope')}</th>
                <th scope="col">{t('access:totp.title')}</th>
                <th scope="col">{t('access:users.last_seen')}</th>
              </tr>
            </thead>
            <tbody>
              {users.data.items.map((user) => (
                <tr key={user.id}>
                  <th scope="row">
                    {writable ? (
                      <button
                        type="button"
                        className="record-button record-link"
                        onClick={() => setOpen(user)}
                      >
                        {user.name}
                      </button>
                    ) : (
                      user.name
                    )}{' '}
                    {!user.active && <Mark tone="bad">{t('access:users.inactive')}</Mark>}
                    {user.active && user.password_set === false && (
                      <Mark tone="warn">{t('access:users.invited')}</Mark>
                    )}
                    <div className="muted" style={{ fontWeight: 400 }}>
                      {user.email}
                    </div>
                  </th>
                  <td>{t(`access:role.${user.role}.name`, { defaultValue: user.role })}</td>
                  <td>{t(`access:scope.${user.scope}`)}</td>
                  <td>{t(user.totp_enabled ? 'access:totp.on' : 'access:totp.off')}</td>
                  <td>
                    <Ago at={user.last_seen_at} none={t('people:never')} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <RoleTable />
      {open && <UserDrawer user={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </Panel>
  );
}
