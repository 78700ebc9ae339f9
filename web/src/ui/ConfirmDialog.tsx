import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from './errors';
import { FormSummary } from './FormSummary';

interface ConfirmDialogProps {
  title: string;
  text: string; // the consequence, in numbers where there are some
  action: string;
  run: () => Promise<unknown>;
  done: () => void;
  onClose: () => void;
}

// Only for what cannot be undone.
export function ConfirmDialog({ title, text, action, run, done, onClose }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string[]>([]);
  const confirm = async () => {
    setSending(true);
    try {
      await run();
      onClose();
      done();
    } catch (error) {
      setProblem([errorText(t, error)]);
    } finally {
      setSending(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <Stack gap="lg">
        <FormSummary messages={problem} />
        <Text size="sm">{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('ui:form.cancel')}
          </Button>
          <Button color="red.9" loading={sending} onClick={() => void confirm()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
