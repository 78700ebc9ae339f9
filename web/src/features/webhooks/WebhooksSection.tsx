import { Alert, Button, Menu, Skeleton, Switch } from '@mantine/core';
import { IconDots, IconPlus, IconWebhook } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Webhook } from '@/api/types';
import { Panel } from '@/features/access/widgets';
import classes from './Webhooks.module.css';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { Ago, Mark, Tags } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRefreshWebhooks, useWebhooks } from './api';
import { DeliveriesDrawer } from './DeliveriesDrawer';
import { ReplayDialog } from './ReplayDialog';
import { SecretDialog } from './SecretDialog';
import { WebhookDrawer } from './WebhookDrawer';

type Opened = { kind: 'edit' | 'log' | 'replay' | 'remove'; webhook?: Webhook };

export default function WebhooksSection() {
  const { t } = useTranslation();
  const webhooks = useWebhooks();
  const refresh = useRefreshWebhooks();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [made, setMade] = useState<Webhook | null>(null);
  const rows = webhooks.data?.items ?? [];
  const close = () => {
    setOpened(null);
    refresh();
  };
  return (
    <Panel
      id="webhooks"
      action={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setOpened({ kind: 'edit' })}>
          {t('webhooks:create')}
        </Button>
      }
    >
      {webhooks.isPending && <Skeleton height={120} />}
      {webhooks.error && !webhooks.data && (
        <ErrorState error={webhooks.error} retry={() => void webhooks.refetch()} compact />
      )}
      {webhooks.data && !rows.length && (
        <State icon={IconWebhook} compact title={t('webhooks:empty')}>
          {t('webhooks:empty_text')}
        </State>
      )}
      {rows.map((webhook) => (
        <Row key={webhook.id} webhook={webhook} open={setOpened} rotated={setMade} />
      ))}
      {opened?.kind === 'edit' && (
        <WebhookDrawer webhook={opened.webhook} onClose={close} onMade={(fresh) => setMade(fresh)} />
      )}
      {opened?.kind === 'log' && opened.webhook && (
        <DeliveriesDrawer webhook={opened.webhook} onClose={close} />
      )}
      {opened?.kind === 'replay' && opened.webhook && (
        <ReplayDialog webhook={opened.webhook} onClose={close} />
      )}
      {opened?.kind === 'remove' && opened.webhook && (
        <ConfirmDialog
          title={t('webhooks:remove_title')}
          text={t('webhooks:remove_text', { url: opened.webhook.url, count: opened.webhook.waiting })}
          action={t('webhooks:remove')}
          onClose={close}
          run={() => api.delete(`/api/webhooks/${opened.webhook?.id}`)}
          done={() => {
            toast.done(t('webhooks:removed'));
            close();
          }}
        />
      )}
      {made?.secret && <SecretDialog secret={made.secret} onClose={() => setMade(null)} />}
    </Panel>
  );
}

interface RowProps {
  webhook: Webhook;
  open: (opened: Opened) => void;
  rotated: (webhook: Webhook) => void;
}

function Row({ webhook, open, rotated }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefreshWebhooks();
  const told = { onSettled: refresh, onError: (error: unknown) => toast.failed(error) };
  const toggle = useMutation({
    mutationFn: (active: boolean) => api.patch(`/api/webhooks/${webhook.id}`, { active }),
    ...told,
  });
  const test = useMutation({
    mutationFn: () => api.post(`/api/webhooks/${webhook.id}/test`),
    onSuccess: () => toast.done(t('webhooks:tested')),
    ...told,
  });
  const rotate = useMutation({
    mutationFn: () => api.post<Webhook>(`/api/webhooks/${webhook.id}/rotate_secret`),
    onSuccess: rotated,
    ...told,
  });
  return (
    <section aria-label={webhook.url} className={classes.item}>
      <div className={classes.item_head}>
        <div style={{ minWidth: 0 }}>
          <strong style={{ overflowWrap: 'anywhere' }}>{webhook.url}</strong>
          <div className="muted">{webhook.description}</div>
        </div>
        <Switch
          aria-label={t('webhooks:active')}
          checked={webhook.active}
          disabled={toggle.isPending}
          onChange={(event) => toggle.mutate(event.currentTarget.checked)}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t('webhooks:actions', { url: webhook.url })}
            >
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => open({ kind: 'log', webhook })}>{t('webhooks:log')}</Menu.Item>
            <Menu.Item onClick={() => test.mutate()}>{t('webhooks:test')}</Menu.Item>
            <Menu.Item onClick={() => open({ kind: 'replay', webhook })}>{t('webhooks:replay')}</Menu.Item>
            <Menu.Item onClick={() => open({ kind: 'edit', webhook })}>{t('webhooks:edit')}</Menu.Item>
            <Menu.Item onClick={() => rotate.mutate()}>{t('webhooks:rotate')}</Menu.Item>
            <Menu.Item data-danger onClick={() => open({ kind: 'remove', webhook })}>
              {t('webhooks:remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className={classes.item_facts}>
        {webhook.types.length ? (
          <Tags tags={webhook.types} most={6} />
        ) : (
          <Mark>{t('webhooks:all_types')}</Mark>
        )}
        {webhook.waiting > 0 && (
          <Mark tone="info">
            {t('webhooks:waiting', { count: webhook.waiting, shown: format.number(webhook.waiting) })}
          </Mark>
        )}
        {webhook.failing_since && (
          <Mark tone="warn">
            {t('webhooks:failing')} <Ago at={webhook.failing_since} />
          </Mark>
        )}
      </div>
      {webhook.disabled_reason && (
        <Alert color="red" title={t('webhooks:disabled')}>
          {webhook.disabled_reason}
        </Alert>
      )}
    </section>
  );
}
