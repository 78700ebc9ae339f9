import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { type Outcome, reasonOfMany } from './counts';
import classes from './Imports.module.css';

interface OutcomesProps {
  outcomes: Outcome[];
  chosen?: string;
  choose?: (outcome: string) => void;
}

// Lines by outcome; where lines can be listed a tile filters them.
export function Outcomes({ outcomes, chosen, choose }: OutcomesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!outcomes.length) return null;
  const reasons = outcomes.flatMap((outcome) =>
    outcome.reasons.map((reason) => ({ ...reason, key: `${outcome.name}.${reason.name}` })),
  );
  return (
    <>
      <div className={classes.tiles}>
        {outcomes.map((outcome) => {
          const content = (
            <>
              <span className={classes.tileCount}>{format.number(outcome.count)}</span>
              <span className={classes.tileName}>
                {t(`imports:outcome.${outcome.name}`, { count: outcome.count, defaultValue: outcome.name })}
              </span>
            </>
          );
          return choose ? (
            <button
              key={outcome.name}
              type="button"
              className={classes.tile}
              aria-pressed={chosen === outcome.name}
              onClick={() => choose(chosen === outcome.name ? '' : outcome.name)}
            >
              {content}
            </button>
          ) : (
            <div key={outcome.name} className={classes.tile}>
              {content}
            </div>
          );
        })}
      </div>
      {reasons.length > 0 && (
        <ul className={classes.facts}>
          {reasons.map((reason) => (
            <li key={reason.key}>
              {t('imports:reason_count', {
                count: format.number(reason.count),
                reason: reasonOfMany(t, reason.name),
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
