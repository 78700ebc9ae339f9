import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from './errors';
import { FormSummary } from './FormSummary';

interface ConfirmDialogProps {
  title: string;
  text: ReactNode; // the consequence, in numbers where there are some
  action: string;
  run: () => Promise<unknown>;
  done: () => void;
  refused?: boolean; // it cannot be done now, and the text says why
  onClose: () => void;
}

// Only for what cannot be undone.
export function ConfirmDialog({ title, text, action, run, done, refused, onClose }: ConfirmDialogProps) {
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
        <Text size="sm" component="div">
          {text}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t(refused ? 'ui:close' : 'ui:form.cancel')}
          </Button>
          {!refused && (
            <Button color="red.9" loading={sending} onClick={() => void confirm()}>
              {action}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
