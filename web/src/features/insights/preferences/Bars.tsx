import { useTranslation } from 'react-i18next';
import type { Preferences } from '@/api/types';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Preferences.module.css';

interface Bar {
  name: string;
  share: number | null | undefined;
  value: string;
}

// Shares with what they are made of; the bar says nothing that the words do not.
export function Bars({ bars }: { bars: Bar[] }) {
  const format = useFormat();
  return (
    <ul className={classes.bars}>
      {bars.map((bar) => (
        <li key={bar.name}>
          <span className={classes.barName}>{bar.name}</span>
          <span className={classes.barValue}>
            {[bar.share != null && format.percent(bar.share, 0), bar.value].filter(Boolean).join(' · ')}
          </span>
          <span className={classes.bar} aria-hidden>
            <i style={{ width: `${Math.round((bar.share ?? 0) * 100)}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Few({ confidence }: { confidence: Preferences['price']['confidence'] }) {
  const { t } = useTranslation();
  return confidence === 'few' ? <Mark tone="warn">{t('preferences:few')}</Mark> : null;
}
