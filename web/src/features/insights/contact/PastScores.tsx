import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { runs } from '../pastScores';
import type { ContactScores, PastScore } from '../types';
import classes from './Value.module.css';

interface PastScoresProps {
  past: ContactScores['past'];
  same: (score: PastScore) => string; // scores with one text look alike here
  now: string;
  show: (score: PastScore) => ReactNode;
}

// How a value was before, the newest first; nothing while it was always the same.
export function PastScores({ past, same, now, show }: PastScoresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = runs(past, same, now);
  if (rows.length === 0) return null;
  return (
    <>
      <p className={classes.before}>{t('insights:before')}</p>
      <ul className={classes.history}>
        {rows.map((score) => (
          <li key={score.until}>
            <span className="muted">{t('insights:until', { date: format.date(score.until) })}</span>
            <span>{show(score)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
