import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useVersions } from './api';
import { Changes } from './Changes';
import classes from './Scores.module.css';
import type { ScoreModel } from './types';

// What was adopted, when, by whom, and what it changed.
export function Versions({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = useVersions(model.id);
  if (versions.isPending) return <Skeleton height={160} aria-hidden />;
  if (!versions.data)
    return <ErrorState error={versions.error} retry={() => void versions.refetch()} compact />;
  const items = versions.data;
  if (!items.length) return <p className="muted">{t('scores:never_adopted')}</p>;
  return (
    <ol className={classes.versions}>
      {items.map((version, index) => (
        <li key={version.version}>
          <h2>
            {t('scores:version', { version: version.version })}{' '}
            {version.version === model.adopted_version && <Mark tone="ok">{t('scores:counts')}</Mark>}
          </h2>
          <span className="muted">
            {format.dateTime(version.adopted_at)} ·{' '}
            {version.adopted_by_name || t(`scores:origin.${version.origin}`)}
            {version.origin === 'refit' && version.adopted_by_name ? ` · ${t('scores:origin.refit')}` : ''}
          </span>
          {version.note && <p>{version.note}</p>}
          <Changes before={items[index + 1]?.definition} after={version.definition} />
        </li>
      ))}
    </ol>
  );
}
