import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useDecimals } from '../numbers';
import { useLabel, useRuleSays, useWhy } from './labels';
import classes from './Scores.module.css';
import type { Part } from './types';

// What a score is made of: +15 for this, 12 of 25 for that, and why.
export function PartList({ parts }: { parts: Part[] }) {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const why = useWhy();
  return (
    <ul className={classes.parts}>
      {parts.map((part) => (
        <li key={part.name} data-none={part.points === 0 || undefined}>
          <span className={classes.points}>{part.measured ? `+${decimals(part.points)}` : '–'}</span>
          <span>
            <b>{label(part.label, part.name)}</b>
            {part.measured && part.points < part.most && (
              <span className="muted"> {t('scores:of', { most: decimals(part.most) })}</span>
            )}
            <span className={classes.why}>{why(part)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

// The choices in their order: the first that holds is the one.
export function ChoiceList({ parts, chosen }: { parts: Part[]; chosen?: string | null }) {
  const { t } = useTranslation();
  const label = useLabel();
  const says = useRuleSays();
  const why = useWhy();
  return (
    <ul className={classes.parts}>
      {parts.map((part) => (
        <li key={part.name} data-none={part.name !== chosen || undefined}>
          <span className={classes.points}>
            {part.holds ? (
              <IconCheck size={15} aria-label={t('scores:why.holds')} />
            ) : (
              <IconMinus size={15} aria-label={t('scores:why.holds_not')} />
            )}
          </span>
          <span>
            <b>{label(part.label, part.name)}</b>
            <span className={classes.why}>{part.measured ? says(part) : why(part)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
