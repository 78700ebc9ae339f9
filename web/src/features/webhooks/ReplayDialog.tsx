import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Webhook } from '@/api/types';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { toast } from '@/ui/toast';

export function ReplayDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const replay = useMutation({
    mutationFn: () =>
      api.post(`/api/webhooks/${webhook.id}/replay`, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
      }),
    onSuccess: () => {
      toast.done(t('webhooks:replaying'));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks:replay')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <FormSummary messages={replay.error ? [errorText(t, replay.error)] : []} />
        <Text size="sm">{t('webhooks:replay_text')}</Text>
        <TextInput
          type="datetime-local"
          label={t('webhooks:from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('webhooks:to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:form.cancel')}
          </Button>
          <Button loading={replay.isPending} disabled={!from || !to} onClick={() => replay.mutate()}>
            {t('webhooks:replay_run')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
