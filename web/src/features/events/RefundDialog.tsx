import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Order } from '@/api/types';
import { currencyDigits, parseAmount } from '@/lib/format';
import { FormSummary } from '@/ui/FormSummary';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshOrders } from './api';

interface DialogProps {
  order: Order;
  onClose: () => void;
}

// Part or all of what is left; it is booked at once and stays on the timeline.
export function RefundDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefreshOrders();
  const left = order.net ?? order.total;
  const form = useRecordForm({
    initial: { amount: String(left.amount / 10 ** currencyDigits(left.currency)), reason: '' },
    validate: (values) => {
      const amount = parseAmount(values.amount, left.currency);
      if (amount === null || amount <= 0) return { amount: t('ui:form.no_amount') };
      return amount > left.amount
        ? { amount: t('events:refund.too_much', { left: format.money(left) }) }
        : {};
    },
    send: (values) =>
      api.post<Order>(`/api/orders/${order.id}/refund`, {
        amount: { amount: parseAmount(values.amount, left.currency), currency: left.currency },
        reason: values.reason.trim(),
      }),
    done: (changed: Order) => {
      refresh(changed);
      toast.done(t('events:refund.done', { number: order.number }));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('events:refund.title', { number: order.number })}
      text={t('events:refund.text', { left: format.money(left) })}
      action={t('events:refund.action')}
      form={form}
      onClose={onClose}
    >
      <TextInput
        label={t('events:refund.amount')}
        inputMode="decimal"
        data-autofocus
        rightSection={left.currency}
        rightSectionWidth={48}
        {...form.form.getInputProps('amount')}
      />
      <Textarea
        label={t('events:field.reason')}
        autosize
        minRows={2}
        {...form.form.getInputProps('reason')}
      />
    </Dialog>
  );
}

export function CancelDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefreshOrders();
  const form = useRecordForm({
    initial: { reason: '' },
    send: (values) => api.post<Order>(`/api/orders/${order.id}/cancel`, { reason: values.reason.trim() }),
    done: (changed: Order) => {
      refresh(changed);
      toast.done(t('events:cancel.done', { number: order.number }));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('events:cancel.title', { number: order.number })}
      text={t('events:cancel.text', { value: format.money(order.net ?? order.total) })}
      action={t('events:cancel.action')}
      danger
      form={form}
      onClose={onClose}
    >
      <Textarea
        label={t('events:field.reason')}
        data-autofocus
        autosize
        minRows={2}
        {...form.form.getInputProps('reason')}
      />
    </Dialog>
  );
}

interface FrameProps {
  title: string;
  text: string;
  action: string;
  danger?: boolean;
  form: {
    summary: string[];
    summaryRef: React.RefObject<HTMLDivElement | null>;
    sending: boolean;
    submit: (event?: React.FormEvent) => void;
  };
  onClose: () => void;
  children: ReactNode;
}

function Dialog({ title, text, action, danger, form, onClose, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="md">
          <FormSummary messages={form.summary} ref={form.summaryRef} />
          <Text size="sm" c="dimmed">
            {text}
          </Text>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('events:keep')}
            </Button>
            <Button type="submit" loading={form.sending} color={danger ? 'red' : undefined}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
