// Toasts tell of finished actions, with Undo or Retry where that is possible; never of field errors.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { errorText } from './errors';

interface Action {
  label: string;
  run: () => void;
}

function show(message: string, tone: 'done' | 'bad', action?: Action): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: tone === 'bad' ? 'red' : 'brand',
    autoClose: action ? 8000 : 4000,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('ui:close') },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm">{message}</Text>
        {action && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              notifications.hide(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
      </Group>
    ),
  });
}

export const toast = {
  done: (message: string, undo?: () => void) =>
    show(message, 'done', undo && { label: i18next.t('ui:undo'), run: undo }),
  failed: (error: unknown, retry?: () => void) =>
    show(errorText(i18next.t, error), 'bad', retry && { label: i18next.t('ui:retry'), run: retry }),
};
