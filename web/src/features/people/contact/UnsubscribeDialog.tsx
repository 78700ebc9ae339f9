import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useStoreContact } from '../api';
import { reasonOf, unsubscribeReasons } from './reasons';

const channels = ['all', 'email', 'sms', 'phone', 'post', 'zalo', 'tracking'] as const;

// A withdrawal that a colleague passes on: from what, and why. No undo: only a new statement opens it again.
export default function UnsubscribeDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const store = useStoreContact();
  const name = contact.name || t('people:unnamed');
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { channel: 'all', reason: 'not_said', note: '' },
    send: (values) =>
      api.post<Contact>(`/api/contacts/${contact.id}/unsubscribe`, {
        channel: values.channel,
        reason: reasonOf(values.reason, values.note),
      }),
    done: (now: Contact) => {
      store(now);
      for (const key of ['contacts', 'timeline']) void queries.invalidateQueries({ queryKey: [key] });
      const { channel } = form.getValues();
      toast.done(
        channel === 'all'
          ? t('people:unsubscribe.done_all', { name })
          : t('people:unsubscribe.done', { name, channel: t(`people:consents.channel.${channel}`) }),
      );
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('people:unsubscribe.title', { name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <Select
            label={t('people:consents.channel_label')}
            data={channels.map((value) => ({ value, label: t(`people:consents.channel.${value}`) }))}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps('channel')}
          />
          <Select
            label={t('people:unsubscribe.reason')}
            data={unsubscribeReasons.map((value) => ({
              value,
              label: t(`people:unsubscribe.reasons.${value}`),
            }))}
            allowDeselect={false}
            {...form.getInputProps('reason')}
          />
          <Textarea
            label={t('people:unsubscribe.note')}
            autosize
            minRows={2}
            maxLength={400}
            {...form.getInputProps('note')}
          />
          <Text size="sm" c="dimmed">
            {t('people:unsubscribe.text')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('ui:form.cancel')}
            </Button>
            <Button type="submit" color="red.9" loading={sending}>
              {t('people:unsubscribe.action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
