import { useTranslation } from 'react-i18next';
import { useDecimals } from '../numbers';
import { type Difference, differences } from './definition';
import { useLabel } from './labels';
import classes from './Scores.module.css';
import type { Definition } from './types';

// What a definition has that the one before it has not.
export function Changes({ before, after }: { before: Definition | null | undefined; after: Definition }) {
  const { t } = useTranslation();
  const say = useSayDifference();
  const found = differences(before, after);
  if (!before) return <p className="muted">{t('scores:change.first')}</p>;
  if (!found.length) return <p className="muted">{t('scores:change.none')}</p>;
  return (
    <ul className={classes.changes}>
      {found.map((one) => (
        <li key={`${one.kind} ${one.name ?? ''}`}>{say(one)}</li>
      ))}
    </ul>
  );
}

function useSayDifference(): (one: Difference) => string {
  const { t } = useTranslation();
  const decimals = useDecimals();
  const label = useLabel();
  const number = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : decimals(value);
  return (one) =>
    t(`scores:change.${one.kind}`, {
      name: one.name ? label(one.label, one.name) : '',
      from: number(one.from),
      to: number(one.to),
      plain: one.kind === 'added' && (one.to === null || one.to === undefined) ? 'yes' : 'no',
    });
}
