import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { CompanyLinks, CompanyLinkState } from '@/api/types';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRefreshPeople } from '../api';

const state = ['companies', 'links'];

// Links contacts to the companies of their addresses: counts first, then does it; and whether new ones are linked.
export function LinkDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const refresh = useRefreshPeople();
  const { data } = useQuery({
    queryKey: state,
    queryFn: () => api.get<CompanyLinkState>('/api/companies/links'),
    refetchInterval: (query) => (query.state.data?.running ? 700 : false),
  });
  const settings = useQuery({
    queryKey: ['settings', 'company_links'],
    queryFn: () => api.get<CompanyLinks>('/api/settings/company_links'),
  });
  const linking = useRef(false);
  const counted = useRef(false);
  const start = async (dryRun: boolean) => {
    try {
      linking.current = !dryRun;
      queries.setQueryData(state, await api.post('/api/companies/links', { dry_run: dryRun }));
    } catch (error) {
      toast.failed(error);
    }
  };
  useEffect(() => {
    if (counted.current) return;
    counted.current = true;
    void start(true);
    // oxlint-disable-next-line exhaustive-effect-dependencies, exhaustive-deps -- once, as it opens
  }, []);
  useEffect(() => {
    if (!linking.current || data?.running) return;
    linking.current = false;
    toast.done(t('duplicates:company.linked', { count: data?.linked?.linked ?? 0 }));
    refresh();
    onClose();
  }, [data, onClose, refresh, t]);
  const count = data?.running ? undefined : (data?.counted?.matching ?? 0);
  const setAutomatic = async (byDomain: boolean) => {
    try {
      queries.setQueryData(
        ['settings', 'company_links'],
        await api.put<CompanyLinks>('/api/settings/company_links', { by_domain: byDomain }),
      );
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('duplicates:company.link_title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('duplicates:company.link_text')}</Text>
        <Text size="sm" fw={600} role="status">
          {count === undefined ? t('duplicates:company.counting') : t('duplicates:company.count', { count })}
        </Text>
        {settings.data && (
          <Switch
            label={t('duplicates:company.automatic')}
            checked={settings.data.by_domain ?? true}
            disabled={!can('settings.write')}
            onChange={(event) => void setAutomatic(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('ui:close')}
          </Button>
          <Button loading={data?.running} disabled={!count} onClick={() => void start(false)}>
            {t('duplicates:company.link_run', { count: count ?? 0 })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
