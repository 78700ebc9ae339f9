import { Button, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Subscription, SubscriptionStatus } from '@/api/types';
import { fromWallClock, wallClock } from '@/lib/days';
import { currencyDigits, parseAmount } from '@/lib/format';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { FormDrawer } from '@/ui/FormDrawer';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';

const statuses: SubscriptionStatus[] = ['active', 'trialing', 'past_due', 'paused', 'cancelled', 'ended'];
const intervals = ['day', 'week', 'month', 'year'] as const;
const ending = (status: string) => status === 'cancelled' || status === 'ended';

interface Props {
  contactId: string;
  subscription?: Subscription;
  onClose: () => void;
}

// Adds a subscription, or changes and ends one.
export default function SubscriptionDrawer({ contactId, subscription, onClose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [stopping, setStopping] = useState(false);
  const [now] = useState(() => new Date().toISOString());
  const currency = subscription?.price?.currency ?? format.currency;
  const refresh = () => {
    for (const key of ['contacts', 'timeline']) void queries.invalidateQueries({ queryKey: [key] });
  };
  const initial = {
    plan: subscription?.plan ?? '',
    status: (subscription?.status ?? 'active') as SubscriptionStatus,
    price: subscription?.price ? String(subscription.price.amount / 10 ** currencyDigits(currency)) : '',
    billing_interval: subscription?.billing_interval ?? 'month',
    started_at: wallClock(subscription?.started_at ?? now, format.timezone),
    trial_ends_at: wallClock(subscription?.trial_ends_at, format.timezone),
    ended_at: wallClock(subscription?.ended_at, format.timezone),
  };
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial,
    validate: (values) => ({
      ...(values.plan.trim() ? {} : { plan: t('issues:field.required') }),
      ...(values.price && parseAmount(values.price, currency) === null
        ? { price: t('ui:form.no_amount') }
        : {}),
    }),
    send: (values) => {
      const amount = values.price ? parseAmount(values.price, currency) : null;
      // Seconds that the field does not show are not lost by saving another field.
      const moment = (name: 'started_at' | 'trial_ends_at' | 'ended_at') =>
        values[name] === initial[name] && subscription
          ? (subscription[name] ?? null)
          : fromWallClock(values[name], format.timezone);
      const body = {
        plan: values.plan.trim(),
        status: values.status,
        price: amount === null ? null : { amount, currency },
        billing_interval: amount === null ? null : values.billing_interval,
        started_at: moment('started_at') ?? now,
        trial_ends_at: moment('trial_ends_at'),
        ended_at: ending(values.status) ? moment('ended_at') : null,
      };
      return subscription
        ? api.patch<Subscription>(`/api/subscriptions/${subscription.id}`, body, subscription.version)
        : api.post<Subscription>('/api/subscriptions', { contact_id: contactId, source: 'web', ...body });
    },
    done: (saved: Subscription) => {
      refresh();
      toast.done(t('events:subscription.saved', { plan: saved.plan }));
      onClose();
    },
  });
  const { status } = form.values;
  return (
    <FormDrawer
      title={
        subscription
          ? t('events:subscription.edit', { plan: subscription.plan })
          : t('events:subscription.add')
      }
      submitLabel={t(subscription ? 'events:subscription.save' : 'events:subscription.add_short')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label={t('events:subscription.plan')}
          required
          data-autofocus
          {...form.getInputProps('plan')}
        />
        <Select
          label={t('events:subscription.status_label')}
          description={t(`events:subscription.status_text.${status}`)}
          data={statuses.map((value) => ({ value, label: t(`events:subscription.status.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('status')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
          <TextInput
            label={t('events:subscription.price')}
            description={t('events:subscription.price_hint')}
            inputMode="decimal"
            rightSection={currency}
            rightSectionWidth={48}
            {...form.getInputProps('price')}
          />
          <Select
            label={t('events:subscription.interval')}
            description={t('events:subscription.interval_hint')}
            data={intervals.map((value) => ({ value, label: t(`events:subscription.every.${value}`) }))}
            allowDeselect={false}
            disabled={!form.values.price}
            {...form.getInputProps('billing_interval')}
          />
        </SimpleGrid>
        <TextInput
          label={t('events:subscription.started_at')}
          type="datetime-local"
          {...form.getInputProps('started_at')}
        />
        {(status === 'trialing' || form.values.trial_ends_at) && (
          <TextInput
            label={t('events:subscription.trial_ends_at')}
            type="datetime-local"
            {...form.getInputProps('trial_ends_at')}
          />
        )}
        {ending(status) && (
          <TextInput
            label={t(`events:subscription.ended_at.${status}`)}
            description={t('events:subscription.ended_at.hint')}
            type="datetime-local"
            {...form.getInputProps('ended_at')}
          />
        )}
        {subscription && subscription.status !== 'ended' && (
          <Button
            variant="subtle"
            data-danger
            leftSection={<IconPlayerStop size={15} />}
            onClick={() => setStopping(true)}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('events:subscription.end')}
          </Button>
        )}
      </Stack>
      {stopping && subscription && (
        <ConfirmDialog
          title={t('events:subscription.end_title', { plan: subscription.plan })}
          text={t(
            subscription.is_current ? 'events:subscription.end_current' : 'events:subscription.end_text',
            {
              plan: subscription.plan,
            },
          )}
          action={t('events:subscription.end')}
          onClose={() => setStopping(false)}
          run={() =>
            api.patch(
              `/api/subscriptions/${subscription.id}`,
              { status: 'ended', ended_at: null },
              subscription.version,
            )
          }
          done={() => {
            refresh();
            toast.done(t('events:subscription.ended', { plan: subscription.plan }));
            onClose();
          }}
        />
      )}
    </FormDrawer>
  );
}
