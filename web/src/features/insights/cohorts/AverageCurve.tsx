import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { useUnit } from '../numbers';
import type { Cohorts } from '../types';
import { curves, type Measure } from './cohorts';

const Line = lazy(() => import('@/ui/charts/Charts').then((charts) => ({ default: charts.Line })));

// All cohorts at once, against as many before them.
export function AverageCurve({ cohorts, measure }: { cohorts: Cohorts; measure: Measure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major, axis } = useUnit();
  const { unit } = cohorts;
  const currency = cohorts.cohorts[0]?.revenue.currency ?? format.currency;
  const points = curves(cohorts.average, cohorts.previous, measure);
  if (points.length < 2) return null;
  const now = t('reports:cohorts.these');
  const before = t('reports:cohorts.before', {
    from: format.date(cohorts.previous_from),
    to: format.date(cohorts.previous_to),
  });
  const isShare = measure === 'share';
  const plain = (value: number | undefined) =>
    value === undefined ? '' : isShare ? value : major({ amount: value, currency });
  const say = (value: number) =>
    isShare ? format.percent(value) : format.money({ amount: Math.round(value), currency });
  const period = t(`reports:cohorts.unit.${unit}`);
  const title = t(`reports:cohorts.curve.${measure}`);
  const series = [
    { name: now, color: 'var(--series-1)' },
    ...(cohorts.previous.length ? [{ name: before, color: 'var(--series-6)', strokeDasharray: '4 4' }] : []),
  ];
  return (
    <Figure
      title={title}
      file="retention.csv"
      head={[period, now, before]}
      rows={points.map((point) => [point.period, plain(point.now), plain(point.before)])}
      shown={points.map((point) => [
        format.number(point.period),
        point.now === undefined ? '' : say(point.now),
        point.before === undefined ? '' : say(point.before),
      ])}
    >
      <Suspense fallback={<Skeleton height={240} aria-hidden />}>
        <Line
          label={title}
          data={points.map((point) => ({
            at: t(`reports:cohorts.period.${unit}`, { number: point.period }),
            ...(point.now === undefined ? {} : { [now]: point.now }),
            ...(point.before === undefined ? {} : { [before]: point.before }),
          }))}
          series={series}
          axis={(value) =>
            isShare
              ? format.percent(value, 0)
              : axis(major({ amount: Math.round(value), currency }), currency)
          }
          value={say}
        />
      </Suspense>
      <Legend items={series} />
      <p className={shared.said}>{t('reports:cohorts.curve_means')}</p>
    </Figure>
  );
}
