import { useTranslation } from 'react-i18next';
import { numberFormat } from '@/lib/intl';
import { useFormat } from '@/ui/session';
import type { Report } from '../types';
import classes from './Report.module.css';

// The ranked against the control group. A difference is told only where there are enough people for it.
export function UpliftFigures({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { treated, holdout, difference, low, high } = report.uplift;
  const points = (value: number | null | undefined) =>
    numberFormat(format.locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(
      (value ?? 0) * 100,
    );
  const known = difference !== null && difference !== undefined;
  return (
    <>
      <table className={classes.small}>
        <thead>
          <tr>
            <th aria-hidden />
            <th scope="col">{t('next_actions:report.people')}</th>
            <th scope="col">{t('next_actions:report.rate')}</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['treated', treated],
              ['holdout', holdout],
            ] as const
          ).map(([id, line]) => (
            <tr key={id}>
              <th scope="row">{t(`next_actions:report.${id}`)}</th>
              <td>{format.number(line.people)}</td>
              <td>{line.people > 0 ? format.percent(line.rate, 1) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {known ? (
        <p className={classes.said}>
          {t('ui:named', { name: t('next_actions:report.difference') })}{' '}
          <strong>
            {t('next_actions:report.points', {
              value: points(difference),
              low: points(low),
              high: points(high),
            })}
          </strong>{' '}
          {t(`next_actions:report.${(low ?? 0) > 0 || (high ?? 0) < 0 ? 'clear' : 'unclear'}`)}
        </p>
      ) : (
        <p className={classes.said}>{t('next_actions:report.not_enough', { count: report.fewest_people })}</p>
      )}
    </>
  );
}
