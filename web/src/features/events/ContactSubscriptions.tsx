import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, Subscription, SubscriptionStatus } from '@/api/types';
import { Mark, type Tone } from '@/ui/marks';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import classes from './Orders.module.css';

const SubscriptionDrawer = lazy(() => import('./SubscriptionDrawer'));

const tones: Record<SubscriptionStatus, Tone> = {
  trialing: 'info',
  active: 'ok',
  past_due: 'warn',
  paused: 'neutral',
  cancelled: 'warn',
  ended: 'neutral',
};
const most = 3; // that have ended, before one asks for all

// What runs for the contact, and what ran before.
export default function ContactSubscriptions({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState<Subscription | 'new' | null>(null);
  const [all, setAll] = useState(false);
  const list = useQuery({
    queryKey: ['contacts', 'subscriptions', contactId],
    queryFn: () => api.get<Page<Subscription>>(`/api/contacts/${contactId}/subscriptions`),
  });
  const items = list.data?.items ?? [];
  const running = items.filter((item) => item.status !== 'ended');
  const ended = items.filter((item) => item.status === 'ended');
  const edit = can('subscriptions.write') ? setOpen : undefined;
  return (
    <Section
      title={t('events:subscription.title')}
      action={
        edit && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={t('events:subscription.add')}
            onClick={() => setOpen('new')}
          >
            <IconPlus size={15} />
          </ActionIcon>
        )
      }
    >
      {list.isPending && <Skeleton height={44} />}
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} compact />}
      {list.data && !running.length && <p className="muted">{t('events:subscription.none')}</p>}
      <ul className={classes.list}>
        {[...running, ...(all ? ended : ended.slice(0, most))].map((item) => (
          <Row key={item.id} item={item} edit={edit} />
        ))}
      </ul>
      {!all && ended.length > most && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t('events:subscription.all', { count: ended.length - most })}
        </Button>
      )}
      {open && (
        <Suspense fallback={null}>
          <SubscriptionDrawer
            contactId={contactId}
            subscription={open === 'new' ? undefined : open}
            onClose={() => setOpen(null)}
          />
        </Suspense>
      )}
    </Section>
  );
}

function Row({ item, edit }: { item: Subscription; edit?: (item: Subscription) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const price =
    item.price && item.price.amount > 0
      ? t(`events:subscription.per.${item.billing_interval ?? 'month'}`, { price: format.money(item.price) })
      : t('events:subscription.free');
  const since = t('events:subscription.since', { date: format.date(item.started_at) });
  const until =
    item.ended_at &&
    t(item.status === 'ended' ? 'events:subscription.ended_on' : 'events:subscription.runs_until', {
      date: format.date(item.ended_at),
    });
  const trial =
    item.status === 'trialing' &&
    item.trial_ends_at &&
    t('events:subscription.trial_until', { date: format.date(item.trial_ends_at) });
  return (
    <li className={classes.subscription} data-ended={item.status === 'ended' || undefined}>
      <div className={classes.subscriptionHead}>
        <strong className="truncate">{item.plan}</strong>
        <Mark tone={tones[item.status]}>{t(`events:subscription.status.${item.status}`)}</Mark>
        {edit && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={t('events:subscription.edit', { plan: item.plan })}
            onClick={() => edit(item)}
          >
            <IconPencil size={14} />
          </ActionIcon>
        )}
      </div>
      <div className={classes.small}>{[price, since, trial, until].filter(Boolean).join(' · ')}</div>
    </li>
  );
}
