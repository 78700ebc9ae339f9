import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamed } from '../api';
import type { Labels } from '../types';

interface DismissDialogProps {
  labels: Labels;
  dismiss: (reason: string) => void;
  onClose: () => void;
}

// The reason is for the people who read it later; it may stay empty.
export function DismissDialog({ labels, dismiss, onClose }: DismissDialogProps) {
  const { t } = useTranslation();
  const named = useNamed();
  const [reason, setReason] = useState('');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('next_actions:dismiss_title', { name: named(labels) })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          dismiss(reason.trim());
          onClose();
        }}
      >
        <Stack gap="md">
          <Textarea
            label={t('next_actions:dismiss_reason')}
            data-autofocus
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {t('next_actions:dismiss_hint')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('ui:form.cancel')}
            </Button>
            <Button type="submit">{t('next_actions:dismiss')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
