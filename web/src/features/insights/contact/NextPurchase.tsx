import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import type { ContactScores } from '../types';
import { Row } from './Row';
import classes from './Value.module.css';

// In how many days the next order is expected, and how well such days were kept so far.
export function NextPurchase({ scores }: { scores: ContactScores }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = scores.days_to_next_purchase;
  if (days === null || days === undefined) return null;
  const late = days === 0 && (scores.lifecycle?.overdue_days ?? 0) > 0;
  const miss = scores.usual_miss_days;
  const inDays = (value: number) => t('insights:days', { count: Math.max(1, Math.round(value)) });
  return (
    <Row
      name={t('insights:card.next')}
      value={<strong>{late ? t('insights:next.overdue') : t('insights:next.days', { count: days })}</strong>}
      note={typeof miss === 'number' && t('insights:next.give_or_take', { days: inDays(miss) })}
    >
      <p>
        {scores.lifecycle &&
          t(late ? 'insights:next.was' : 'insights:next.is', {
            date: format.date(scores.lifecycle.expected_at),
          })}
      </p>
      {typeof miss === 'number' && <p>{t('insights:next.usual_miss', { days: inDays(miss) })}</p>}
      <Expectations expectations={scores.expectations} />
    </Row>
  );
}

// How the expected day held, order by order.
function Expectations({ expectations }: Pick<ContactScores, 'expectations'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (expectations.length === 0) return null;
  const missed = (days: number) => {
    if (days === 0) return t('insights:next.on_the_day');
    return t(days > 0 ? 'insights:next.later' : 'insights:next.earlier', { count: Math.abs(days) });
  };
  return (
    <>
      <p className={classes.before}>{t('insights:next.so_far')}</p>
      <ul className={classes.history}>
        {expectations.map((one) => (
          <li key={one.came_at}>
            <span className={classes.came}>
              <time dateTime={one.came_at} title={format.dateTime(one.came_at)}>
                {format.date(one.came_at)}
              </time>
              <small className="muted">
                {t('insights:next.expected', { date: format.date(one.expected_at) })}
              </small>
            </span>
            <span>{missed(one.days_late)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
