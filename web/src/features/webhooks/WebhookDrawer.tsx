import { Stack, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { EventName, Page, Webhook } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { useRecordForm } from '@/ui/useRecordForm';

const ours = [
  'contact_created',
  'contact_updated',
  'contact_deleted',
  'contact_merged',
  'status_changed',
  'consent_recorded',
  'purchase',
  'refund',
  'order_cancelled',
  'cart_abandoned',
  'note',
  'call',
  'meeting',
  'identified',
  'page_view',
];

interface WebhookDrawerProps {
  webhook?: Webhook;
  onClose: () => void;
  onMade: (webhook: Webhook) => void;
}

export function WebhookDrawer({ webhook, onClose, onMade }: WebhookDrawerProps) {
  const { t } = useTranslation();
  const names = useQuery({
    queryKey: ['event-names', ''],
    queryFn: () => api.get<Page<EventName>>('/api/events/names'),
    retry: false,
  });
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      url: webhook?.url ?? '',
      description: webhook?.description ?? '',
      types: webhook?.types ?? [],
    },
    send: (values) =>
      webhook
        ? api.patch<Webhook>(`/api/webhooks/${webhook.id}`, values, webhook.version)
        : api.post<Webhook>('/api/webhooks', values),
    done: (saved: Webhook) => {
      form.resetDirty();
      onClose();
      if (!webhook) onMade(saved);
    },
  });
  const known = [...new Set([...ours, ...(names.data?.items.map((one) => one.name) ?? [])])];
  return (
    <FormDrawer
      title={t(webhook ? 'webhooks:edit' : 'webhooks:create')}
      submitLabel={t('webhooks:save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label={t('webhooks:url')}
          description={t('webhooks:url_text')}
          placeholder={'https://example.com/hooks/rapport'}
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label={t('webhooks:description')} {...form.getInputProps('description')} />
        <TagsInput
          label={t('webhooks:types')}
          description={t('webhooks:types_text')}
          data={known}
          {...form.getInputProps('types')}
        />
      </Stack>
    </FormDrawer>
  );
}
