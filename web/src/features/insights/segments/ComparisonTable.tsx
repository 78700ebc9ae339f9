import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Sideways } from '@/ui/Sideways';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import shared from '../Insights.module.css';
import { useUnit } from '../numbers';
import type { SegmentComparison, SegmentFigures } from '../types';
import classes from './Comparison.module.css';
import { asMeasure, ends, measures, ordered, type SegmentMeasure } from './compare';

// All active segments beside each other, in the order of one of the figures.
export function ComparisonTable({
  comparison,
  controls,
}: {
  comparison: SegmentComparison;
  controls: React.ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const [search, set] = useUrlState();
  const measure = asMeasure(search.by);
  const way = search.way === 'asc' ? 'asc' : 'desc';
  const rows = ordered(comparison.items, measure, way);
  const extremes = ends(comparison.items, measure);
  const currency = comparison.items[0]?.revenue.currency ?? format.currency;
  const heads = measures.map((name) => t(`reports:segments.column.${name}`));
  const title = t('reports:segments.title');
  const sort = (name: SegmentMeasure) =>
    set({
      by: name === 'revenue_per_member' ? undefined : name,
      way: name === measure && way === 'desc' ? 'asc' : undefined,
    });
  const say = (one: SegmentFigures, name: SegmentMeasure): string => {
    if (name === 'members' || name === 'orders') return format.number(one[name]);
    if (name === 'growth') {
      const net = one.entered - one.gone;
      const sign = net > 0 ? '+' : '';
      return one.growth == null || net === 0
        ? `${sign}${format.number(net)}`
        : `${sign}${format.number(net)} · ${format.change(one.growth)}`;
    }
    if (name === 'conversion') return one.conversion == null ? '–' : format.percent(one.conversion);
    return one[name] ? format.money(one[name], name === 'revenue') : '–';
  };
  return (
    <Figure
      title={title}
      file="segments compared.csv"
      head={[
        t('reports:segments.segment'),
        ...heads.map((head, index) => (index > 3 ? `${head} ${currency}` : head)),
        t('reports:segments.column.buyers'),
      ]}
      rows={rows.map((one) => [
        one.name,
        one.members,
        one.growth ?? '',
        one.conversion ?? '',
        one.orders,
        one.average_order_value ? major(one.average_order_value) : '',
        major(one.revenue),
        one.revenue_per_member ? major(one.revenue_per_member) : '',
        one.buyers,
      ])}
      shown={rows.map((one) => [
        one.name,
        ...measures.map((name) => say(one, name)),
        format.number(one.buyers),
      ])}
      controls={controls}
    >
      <Sideways label={title}>
        <table className={shared.lines}>
          <thead>
            <tr>
              <th scope="col">{t('reports:segments.segment')}</th>
              {measures.map((name, index) => (
                <th
                  key={name}
                  scope="col"
                  aria-sort={name === measure ? (way === 'asc' ? 'ascending' : 'descending') : undefined}
                >
                  <button type="button" className={classes.sort} onClick={() => sort(name)}>
                    {name === measure &&
                      (way === 'asc' ? (
                        <IconArrowUp size={12} aria-hidden />
                      ) : (
                        <IconArrowDown size={12} aria-hidden />
                      ))}
                    {heads[index]}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.segment_id}>
                <th scope="row">
                  <Link to={`/segments/${one.segment_id}`}>{one.name}</Link>{' '}
                  {extremes.best === one.segment_id && <Mark tone="ok">{t('reports:segments.best')}</Mark>}
                  {extremes.weakest === one.segment_id && (
                    <Mark tone="warn">{t('reports:segments.weakest')}</Mark>
                  )}
                </th>
                {measures.map((name) => (
                  <td key={name}>{say(one, name)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      <p className={shared.said}>
        {t('reports:segments.means', {
          from: format.date(comparison.from),
          to: format.date(comparison.to),
        })}
      </p>
    </Figure>
  );
}
