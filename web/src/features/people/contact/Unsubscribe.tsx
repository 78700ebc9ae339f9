import { Button } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { useCommands } from '@/ui/useCommands';

const UnsubscribeDialog = lazy(() => import('./UnsubscribeDialog'));

// The button and the command; only for those who may record consent.
export function Unsubscribe({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  useCommands([
    {
      id: 'contact.unsubscribe',
      title: t('people:unsubscribe.command'),
      group: 'here',
      keys: 'u',
      run: () => setAsking(true),
    },
  ]);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconBellOff size={14} />}
        onClick={() => setAsking(true)}
      >
        {t('people:unsubscribe.action')}
      </Button>
      {asking && (
        <Suspense fallback={null}>
          <UnsubscribeDialog contact={contact} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
