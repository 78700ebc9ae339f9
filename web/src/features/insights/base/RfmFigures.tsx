import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from '../Insights.module.css';
import { useUnit } from '../numbers';
import { contactsWith, segmentOf } from '../stages';
import type { CustomerBase } from '../types';
import { grid, groupOf, heat, type Measure } from './figures';
import { Lines } from './Lines';

const scores = [1, 2, 3, 4, 5];

// Recency against frequency, and the groups that these make.
export function RfmFigures({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const [measure, setMeasure] = useState<Measure>('customers');
  const cells = grid(base.rfm, measure);
  const largest = Math.max(...cells.flat());
  const { currency } = base.revenue;
  const say = (value: number) =>
    measure === 'customers' ? format.compact(value) : format.compactMoney({ amount: value, currency });
  const names = [t('insights:rfm.recency'), t('insights:rfm.frequency'), t('insights:card.rfm')];
  const revenue = t('insights:column.revenue');
  const rows = base.rfm.map((cell) => ({
    ...cell,
    group: t(`insights:group.${groupOf(cell.recency, cell.frequency)}`),
  }));
  return (
    <Figure
      title={t('insights:rfm.title')}
      file="rfm.csv"
      head={[...names, t('insights:column.customers'), `${revenue} ${currency}`]}
      rows={rows.map((cell) => [
        cell.recency,
        cell.frequency,
        cell.group,
        cell.customers,
        major(cell.revenue),
      ])}
      shown={rows.map((cell) => [
        String(cell.recency),
        String(cell.frequency),
        cell.group,
        format.number(cell.customers),
        format.money(cell.revenue, true),
      ])}
      controls={
        <SegmentedControl
          size="xs"
          aria-label={t('insights:rfm.measure')}
          value={measure}
          onChange={(value) => setMeasure(value as Measure)}
          data={(['customers', 'revenue'] as const).map((value) => ({
            value,
            label: t(`insights:column.${value}`),
          }))}
        />
      }
    >
      <div className={classes.two}>
        <div>
          <table className={classes.heat}>
            <caption className="hidden-visually">{t('insights:rfm.caption')}</caption>
            <thead>
              <tr>
                <td className={classes.corner} style={{ background: 'none' }} />
                {scores.map((frequency) => (
                  <th key={frequency} scope="col">
                    {t('insights:rfm.f', { score: frequency })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {cells.map((row, index) => (
                <tr key={scores[4 - index]}>
                  <th scope="row">{t('insights:rfm.r', { score: 5 - index })}</th>
                  {row.map((value, at) => (
                    <td
                      key={scores[at]}
                      data-heat={heat(value, largest)}
                      title={t(`insights:group.${groupOf(5 - index, at + 1)}`)}
                    >
                      {say(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p className={classes.said}>{t('insights:rfm.legend')}</p>
        </div>
        <Lines
          name={t('insights:card.rfm')}
          money={revenue}
          total={base.customers}
          items={base.groups.map((line) => {
            const name = t(`insights:group.${line.group}`);
            return {
              id: line.group,
              name,
              mark: <Mark>{name}</Mark>,
              list: contactsWith('rfm_group', line.group),
              segment: segmentOf(`rfm_group = ${line.group}`, name, 'rfm'),
              customers: line.customers,
              money: format.money(line.revenue, true),
              colour: 'var(--series-1)',
            };
          })}
        />
      </div>
    </Figure>
  );
}
