import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/ui/States';
import { useLifecycleSettings } from '../api';
import { LifecycleForm } from './LifecycleForm';
import classes from './Lifecycle.module.css';

// By which numbers customers are new, loyal, at risk or gone; says before saving whom a change moves.
export default function LifecycleSection() {
  const { t } = useTranslation();
  const settings = useLifecycleSettings();
  return (
    <div className={classes.panel}>
      <h2 className={classes.title}>{t('access:settings.lifecycle.title')}</h2>
      <p className={classes.lead}>{t('access:settings.lifecycle.lead')}</p>
      {settings.error && !settings.data && (
        <ErrorState error={settings.error} retry={() => void settings.refetch()} compact />
      )}
      {settings.isPending && <Skeleton height={320} maw={720} aria-hidden />}
      {settings.data && <LifecycleForm key={settings.data.version} stored={settings.data} />}
    </div>
  );
}
