import { Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Secret } from '@/features/access/widgets';

// Shown once: what the receiver checks signatures with.
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('webhooks:secret')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('webhooks:secret_text')}</Text>
        <Secret text={secret} />
      </Stack>
    </Modal>
  );
}
