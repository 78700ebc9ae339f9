import { Button, Skeleton } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ApiKey, Page } from '@/api/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorState, State } from '@/ui/States';
import { toast } from '@/ui/toast';
import { KeyDrawer } from './KeyDrawer';
import { KeyTable } from './KeyTable';
import { Panel } from './Panel';

export default function KeysSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: () => api.get<Page<ApiKey>>('/api/keys'),
  });
  const refresh = () => void queries.invalidateQueries({ queryKey: ['keys'] });
  return (
    <Panel
      id="keys"
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
          {t('access:keys.create')}
        </Button>
      }
    >
      {keys.error && <ErrorState error={keys.error} retry={() => void keys.refetch()} compact />}
      {keys.isPending && <Skeleton height={120} />}
      {keys.data && !keys.data.items.length && (
        <State icon={IconKey} compact title={t('access:keys.empty')}>
          {t('access:keys.empty_text')}
        </State>
      )}
      {keys.data && keys.data.items.length > 0 && <KeyTable keys={keys.data.items} onRevoke={setRevoking} />}
      {creating && (
        <KeyDrawer
          onClose={() => {
            setCreating(false);
            refresh();
          }}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={t('access:keys.revoke_one', { name: revoking.name })}
          text={t('access:keys.revoke_text')}
          action={t('access:keys.revoke')}
          onClose={() => setRevoking(null)}
          run={() => api.delete(`/api/keys/${revoking.id}`)}
          done={() => {
            toast.done(t('access:keys.revoked_done', { name: revoking.name }));
            refresh();
          }}
        />
      )}
    </Panel>
  );
}
