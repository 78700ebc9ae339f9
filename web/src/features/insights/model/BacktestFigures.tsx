import { SegmentedControl } from '@mantine/core';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import { Bars, LineChart, waiting } from '../base/ClvFigures';
import classes from '../Insights.module.css';
import { useDecimals } from '../numbers';
import type { Backtest } from '../types';
import { className, dayOf, firstUnknownWeek } from './fits';

// Fitted on what was known at the cut, held against what happened after it.
export function BacktestFigures({ test }: { test: Backtest }) {
  return (
    <>
      <Tracking test={test} />
      <Classes test={test} />
    </>
  );
}

// What came and what was expected, by name and colour.
function usePair() {
  const { t } = useTranslation();
  const [actual, expected] = [t('insights:model.actual'), t('insights:model.expected')];
  const series = [
    { name: actual, color: 'var(--series-1)' },
    { name: expected, color: 'var(--series-3)', strokeDasharray: '5 4' },
  ];
  return [actual, expected, series] as const;
}

function Tracking({ test }: { test: Backtest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const [view, setView] = useState<'total' | 'week'>('total');
  const [actual, expected, series] = usePair();
  const points = test.tracking.map((point) => ({
    ...point,
    date: format.date(dayOf(point.day)),
    shown: view === 'total' ? [point.actual_total, point.expected_total] : [point.actual, point.expected],
  }));
  const cut = firstUnknownWeek(test);
  const mark = points.find((point) => point.week === cut)?.date;
  return (
    <Figure
      title={t('insights:model.tracking')}
      file="tracking.csv"
      head={[t('insights:model.week_until'), actual, expected, `${actual} Σ`, `${expected} Σ`]}
      rows={test.tracking.map((point) => [
        dayOf(point.day),
        point.actual,
        point.expected,
        point.actual_total,
        point.expected_total,
      ])}
      shown={points.map((point) => [
        point.date,
        ...[point.actual, point.expected, point.actual_total, point.expected_total].map((value) =>
          decimals(value),
        ),
      ])}
      controls={
        <SegmentedControl
          size="xs"
          aria-label={t('insights:model.tracking')}
          value={view}
          onChange={(value) => setView(value as 'total' | 'week')}
          data={(['total', 'week'] as const).map((value) => ({
            value,
            label: t(`insights:model.view.${value}`),
          }))}
        />
      }
    >
      <Suspense fallback={waiting}>
        <LineChart
          label={t('insights:model.tracking')}
          data={points.map(({ date, shown: [is, was] }) => ({
            at: date,
            [actual]: is ?? 0,
            [expected]: was ?? 0,
          }))}
          series={series}
          axis={(value) => format.compact(value)}
          value={(value) => decimals(value)}
          mark={mark ? { at: mark, label: t('insights:model.unknown') } : undefined}
        />
      </Suspense>
      <Legend items={series} />
      <p className={classes.said}>
        {t('insights:model.tracking_text', {
          cut: format.date(dayOf(test.cut)),
          end: format.date(dayOf(test.end)),
        })}
      </p>
    </Figure>
  );
}

function Classes({ test }: { test: Backtest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const [actual, expected, series] = usePair();
  return (
    <Figure
      title={t('insights:model.classes')}
      file="frequency classes.csv"
      head={[t('insights:model.came_back'), t('insights:column.customers'), actual, expected]}
      rows={test.classes.map((one) => [className(one), one.customers, one.actual, one.expected])}
      shown={test.classes.map((one) => [
        className(one),
        format.number(one.customers),
        decimals(one.actual, 2),
        decimals(one.expected, 2),
      ])}
    >
      <Suspense fallback={waiting}>
        <Bars
          grouped
          label={t('insights:model.classes')}
          data={test.classes.map((one) => ({
            at: className(one),
            [actual]: one.actual,
            [expected]: one.expected,
          }))}
          series={series}
          axis={(value) => decimals(value, 1)}
          value={(value) => decimals(value, 2)}
        />
      </Suspense>
      <Legend items={series} />
      <p className={classes.said}>
        {t('insights:model.classes_text', {
          error: decimals(test.mean_absolute_error, 2),
          correlation: decimals(test.correlation, 2),
        })}
      </p>
    </Figure>
  );
}
