import { Alert, Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Shell.module.css';

// After an upgrade of the server, parts of the old page can no longer be loaded: offer the new one.
export function UpgradeNotice() {
  const { t } = useTranslation();
  const [outdated, setOutdated] = useState(false);
  useEffect(() => {
    const onFailure = (event: Event) => {
      event.preventDefault();
      setOutdated(true);
    };
    window.addEventListener('vite:preloadError', onFailure);
    return () => window.removeEventListener('vite:preloadError', onFailure);
  }, []);
  if (!outdated) return null;
  return (
    <Alert className={classes.upgrade} role="alertdialog" aria-label={t('app:upgrade.title')} color="brand">
      <Group justify="space-between">
        {t('app:upgrade.text')}
        <Button size="compact-sm" onClick={() => window.location.reload()}>
          {t('app:upgrade.reload')}
        </Button>
      </Group>
    </Alert>
  );
}
