import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Sideways } from '@/ui/Sideways';
import { useFormat } from '@/ui/session';
import { heat } from '../base/figures';
import shared from '../Insights.module.css';
import { useUnit } from '../numbers';
import type { Cohorts } from '../types';
import classes from './Cohorts.module.css';
import { largest, type Measure, nameOf } from './cohorts';

// One line a cohort, one column a period after the first order; the darker the more. The numbers stand in it, so the
// colour says nothing that the text does not.
export function CohortTable({ cohorts, measure }: { cohorts: Cohorts; measure: Measure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const { unit } = cohorts;
  const lines = cohorts.cohorts.filter(
    (cohort, index, all) => cohort.customers > 0 || index === all.length - 1,
  );
  const most = largest(lines, measure);
  const periods = Array.from({ length: Math.max(0, ...lines.map((line) => line.cells.length)) }, (_, k) => k);
  const currency = cohorts.cohorts[0]?.revenue.currency ?? format.currency;
  const name = (start: string) => nameOf(unit, start, (key) => format.month(key), format.date);
  const say = (cell: { share: number; revenue: { amount: number; currency: string } }) =>
    measure === 'share' ? format.percent(cell.share, 0) : format.compactMoney(cell.revenue);
  const title = t(`reports:cohorts.table.${measure}`);
  const head = [
    t(`reports:cohorts.unit.${unit}`),
    t('insights:column.customers'),
    t('reports:cohorts.again'),
    `${t('insights:column.revenue')} ${currency}`,
    ...periods.map((k) => t(`reports:cohorts.period.${unit}`, { number: k })),
  ];
  return (
    <Figure
      title={title}
      file="cohorts.csv"
      head={head}
      rows={lines.map((line) => [
        line.start,
        line.customers,
        line.again,
        major(line.revenue),
        ...periods.map((k) => {
          const cell = line.cells[k];
          return cell ? (measure === 'share' ? cell.share : major(cell.revenue)) : '';
        }),
      ])}
      shown={lines.map((line) => [
        name(line.start),
        format.number(line.customers),
        format.number(line.again),
        format.money(line.revenue, true),
        ...periods.map((k) => (line.cells[k] ? say(line.cells[k]) : '')),
      ])}
    >
      <Sideways label={title}>
        <table className={classes.table}>
          <caption className="hidden-visually">{t('reports:cohorts.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{head[0]}</th>
              <th scope="col">{head[1]}</th>
              {periods.map((k) => (
                <th key={k} scope="col">
                  {format.number(k)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.start}>
                <th scope="row">{name(line.start)}</th>
                <td>{format.number(line.customers)}</td>
                {periods.map((k) => {
                  const cell = line.cells[k];
                  if (!cell) return <td key={k} />;
                  const value = measure === 'share' ? cell.share : cell.revenue.amount;
                  return (
                    <td
                      key={k}
                      data-heat={heat(value, most)}
                      data-partial={cell.partial || undefined}
                      title={[
                        t('reports:cohorts.of', { count: cell.customers, total: line.customers }),
                        cell.partial && t('reports:cohorts.partial'),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    >
                      {say(cell)}
                      {cell.partial && <span aria-hidden>*</span>}
                      {cell.partial && (
                        <span className="hidden-visually"> {t('reports:cohorts.partial')}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          {cohorts.average.length > 0 && (
            <tfoot>
              <tr>
                <th scope="row">{t('reports:cohorts.average')}</th>
                <td />
                {periods.map((k) => {
                  const one = cohorts.average.find((point) => point.period === k);
                  return <td key={k}>{one ? say(one) : ''}</td>;
                })}
              </tr>
            </tfoot>
          )}
        </table>
      </Sideways>
      <p className={shared.said}>
        {t(`reports:cohorts.means.${measure}`)} {t('reports:cohorts.star')}
      </p>
    </Figure>
  );
}
