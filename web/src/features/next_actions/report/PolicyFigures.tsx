import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import type { Report } from '../types';
import classes from './Report.module.css';

type Estimate = NonNullable<Report['off_policy']['learned_ips']>;

// What the ranking of today and a random one would have brought, by the log of what was shown.
export function PolicyFigures({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { decisions, learned_ips, learned_snips, random_ips, random_snips } = report.off_policy;
  if (!learned_ips || !random_ips) {
    return (
      <p className={classes.said}>
        {t('next_actions:report.policy_none', { count: report.fewest_people, have: decisions })}
      </p>
    );
  }
  const told = (estimate: Estimate | null | undefined) =>
    estimate ? (
      <>
        {t('next_actions:report.value', {
          value: format.percent(estimate.value, 1),
          low: format.percent(estimate.low, 1),
          high: format.percent(estimate.high, 1),
        })}
        <span className="muted">
          {' '}
          {t('next_actions:report.effective', { count: Math.round(estimate.effective) })}
        </span>
      </>
    ) : (
      '–'
    );
  const lines = [
    ['learned', learned_ips, learned_snips],
    ['random', random_ips, random_snips],
  ] as const;
  return (
    <>
      <p className={classes.lead}>{t('next_actions:report.policy_lead', { count: decisions })}</p>
      <div
        className={classes.scroll}
        tabIndex={0}
        role="region"
        aria-label={t('next_actions:report.estimates')}
      >
        <table className={classes.small}>
          <thead>
            <tr>
              <th aria-hidden />
              <th scope="col">{t('next_actions:report.ips')}</th>
              <th scope="col">{t('next_actions:report.snips')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(([id, ips, snips]) => (
              <tr key={id}>
                <th scope="row">{t(`next_actions:report.${id}`)}</th>
                <td>{told(ips)}</td>
                <td>{told(snips)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
