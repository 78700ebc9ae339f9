import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

// Somebody else saved first: what was typed stays until theirs is wanted.
export function StaleNotice({ reload }: { reload: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" variant="light">
      {t('access:stale')}{' '}
      <Button size="compact-xs" variant="subtle" onClick={reload}>
        {t('access:load_theirs')}
      </Button>
    </Alert>
  );
}
