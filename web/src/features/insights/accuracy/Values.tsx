import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import shared from '../Insights.module.css';
import { useUnit } from '../numbers';
import type { Accuracy } from '../types';
import { isKnown, writer } from './measures';

const Bars = lazy(() => import('@/ui/charts/Charts').then((charts) => ({ default: charts.Bars })));

// Values predicted against those that came, tenth by tenth, and over the latest year.
export function Values({ accuracy }: { accuracy: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major, axis } = useUnit();
  const { tenths } = accuracy;
  const currency = tenths[0]?.predicted.currency ?? format.currency;
  const [predicted, actual] = [t('reports:accuracy.predicted'), t('reports:accuracy.actual')];
  const title = t('reports:accuracy.values');
  const series = [
    { name: predicted, color: 'var(--series-1)' },
    { name: actual, color: 'var(--series-2)' },
  ];
  const name = (index: number) => t('reports:accuracy.tenth', { number: index + 1 });
  return (
    <Figure
      title={title}
      file="predicted values.csv"
      head={[
        t('reports:accuracy.tenth_of'),
        t('insights:column.customers'),
        `${predicted} ${currency}`,
        `${actual} ${currency}`,
      ]}
      rows={tenths.map((one, index) => [index + 1, one.customers, major(one.predicted), major(one.actual)])}
      shown={tenths.map((one, index) => [
        name(index),
        format.number(one.customers),
        format.money(one.predicted),
        format.money(one.actual),
      ])}
    >
      {tenths.length > 0 ? (
        <>
          <Suspense fallback={<Skeleton height={240} aria-hidden />}>
            <Bars
              grouped
              label={title}
              data={tenths.map((one, index) => ({
                at: name(index),
                [predicted]: major(one.predicted),
                [actual]: major(one.actual),
              }))}
              series={series}
              axis={(value) => axis(value, currency)}
              value={(value) => axis(value, currency)}
            />
          </Suspense>
          <Legend items={series} />
          <p className={shared.said}>{t('reports:accuracy.tenths_mean')}</p>
        </>
      ) : (
        <p className="muted">{t('reports:accuracy.no_values')}</p>
      )}
      <Sums check={accuracy.quarter} />
      <Sums check={accuracy.year} />
    </Figure>
  );
}

function Sums({ check }: { check: Accuracy['quarter'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!check || !isKnown(check.ratio)) return null;
  const share = writer('clv', format);
  return (
    <p className={shared.said}>
      {t('reports:accuracy.sums', {
        from: format.date(check.from),
        to: format.date(check.to),
        predicted: format.money(check.predicted, true),
        actual: format.money(check.actual, true),
        ratio: share(check.ratio.value),
        low: share(check.ratio.low),
        high: share(check.ratio.high),
      })}{' '}
      {isKnown(check.rank) &&
        t('reports:accuracy.sums_rank', { rank: writer('clv_rank', format)(check.rank.value) })}
    </p>
  );
}
