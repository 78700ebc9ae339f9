import { Button, Drawer, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Delivery, Webhook } from '@/api/types';
import { Json } from '@/features/ingest/widgets';
import classes from './Webhooks.module.css';
import { Ago, Mark, type Tone } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useList } from '@/ui/useList';
import { useAttempts, useDelivery, useRefreshWebhooks } from './api';

const states = ['all', 'waiting', 'delivered', 'dead'] as const;
const tones: Record<Delivery['state'], Tone> = {
  waiting: 'warn',
  sending: 'info',
  delivered: 'ok',
  dead: 'bad',
  dropped: 'neutral',
};

export function DeliveriesDrawer({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<string>('all');
  const [open, setOpen] = useState<string | null>(null);
  const list = useList<Delivery>('deliveries', `/api/webhooks/${webhook.id}/deliveries`, {
    state: state === 'all' ? undefined : state,
    limit: 50,
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={680}
      title={t('webhooks:log')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label={t('webhooks:state')}
          data={states.map((value) => ({ value, label: t(`webhooks:states.${value}`) }))}
          value={state}
          onChange={setState}
        />
        {list.loading && <Skeleton height={160} />}
        {list.error ? <ErrorState error={list.error} retry={list.retry} compact /> : null}
        {!list.loading && !list.error && !list.rows.length && (
          <State icon={IconSend} compact title={t('webhooks:log_empty')} />
        )}
        {list.rows.map((row) => (
          <div key={row.id} className={classes.item}>
            <div className={classes.item_facts}>
              <Mark tone={tones[row.state]}>{t(`webhooks:states.${row.state}`)}</Mark>
              <button
                type="button"
                className="record-button record-link"
                aria-expanded={open === row.id}
                onClick={() => setOpen(open === row.id ? null : row.id)}
              >
                {row.type}
              </button>
              {row.status && <span className="muted">{row.status}</span>}
              <span className="muted">{t('webhooks:attempts', { count: row.attempts })}</span>
              <Ago at={row.created_at} />
            </div>
            {open === row.id && <Details webhook={webhook.id} id={row.id} />}
          </div>
        ))}
        {list.hasMore && (
          <Button variant="subtle" onClick={list.more}>
            {t('webhooks:more')}
          </Button>
        )}
      </Stack>
    </Drawer>
  );
}

function Details({ webhook, id }: { webhook: string; id: string }) {
  const { t } = useTranslation();
  const one = useDelivery(webhook, id);
  const refresh = useRefreshWebhooks();
  const retry = useMutation({
    mutationFn: () => api.post(`/api/webhooks/${webhook}/deliveries/${id}/retry`),
    onSuccess: () => toast.done(t('webhooks:retried')),
    onError: (error) => toast.failed(error),
    onSettled: refresh,
  });
  if (!one.data) return one.error ? <ErrorState error={one.error} compact /> : <Skeleton height={80} />;
  const onItsWay = one.data.state === 'waiting' || one.data.state === 'sending';
  return (
    <Stack gap="xs">
      <Attempts webhook={webhook} id={id} />
      {one.data.answer && <Json value={one.data.answer} label={t('webhooks:answer')} />}
      <Json value={JSON.parse(one.data.body)} label={t('webhooks:body')} />
      {!onItsWay && (
        <Button variant="default" size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('webhooks:retry')}
        </Button>
      )}
    </Stack>
  );
}

// Each time that it was tried, the latest first.
function Attempts({ webhook, id }: { webhook: string; id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const attempts = useAttempts(webhook, id);
  if (attempts.error) return <ErrorState error={attempts.error} compact />;
  if (!attempts.data?.items.length) return null;
  return (
    <ul className={classes.attempts} aria-label={t('webhooks:tried')}>
      {attempts.data.items.map((one) => (
        <li key={one.number}>
          <Ago at={one.at} /> · {one.status ?? t('webhooks:no_answer')} ·{' '}
          {t('webhooks:took', { shown: format.number(one.took_ms) })}
          {one.error && <div className="muted">{one.error}</div>}
        </li>
      ))}
    </ul>
  );
}
