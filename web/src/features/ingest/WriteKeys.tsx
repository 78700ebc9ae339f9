import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';

// The way to the keys that sources send with, and how to send.
export function WriteKeys() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  if (!can('keys.manage')) return null;
  return (
    <Button variant="default" onClick={() => go('/settings/keys')}>
      {t('ingest:sources.keys')}
    </Button>
  );
}
