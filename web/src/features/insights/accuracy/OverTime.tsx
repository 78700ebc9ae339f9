import { Select, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import shared from '../Insights.module.css';
import type { AccuracyPoint } from '../types';
import { asMeasure, isKnown, line, measures, writer } from './measures';

const Line = lazy(() => import('@/ui/charts/Charts').then((charts) => ({ default: charts.Line })));

// One measure month by month, between the ends of its interval.
export function OverTime({ months }: { months: AccuracyPoint[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const name = asMeasure(search.measure);
  const write = writer(name, format);
  const points = line(months, name);
  const known = points.filter((point) => isKnown(point.measured));
  const title = t('reports:accuracy.over_time');
  const [value, low, high] = [
    t(`reports:accuracy.name.${name}`),
    t('reports:accuracy.low'),
    t('reports:accuracy.high'),
  ];
  const series = [
    { name: value, color: 'var(--series-1)' },
    { name: low, color: 'var(--series-6)', strokeDasharray: '4 4' },
    { name: high, color: 'var(--series-6)', strokeDasharray: '4 4' },
  ];
  const cell = (one: number | null | undefined) => (one == null ? '' : write(one));
  return (
    <Figure
      title={title}
      file="accuracy.csv"
      head={[
        t('reports:accuracy.from'),
        t('reports:accuracy.to'),
        value,
        low,
        high,
        t('reports:accuracy.people'),
      ]}
      rows={points.map(({ from, to, measured }) => [
        from,
        to,
        measured.value ?? '',
        measured.low ?? '',
        measured.high ?? '',
        measured.people,
      ])}
      shown={points.map(({ from, to, measured }) => [
        format.date(from),
        format.date(to),
        cell(measured.value),
        cell(measured.low),
        cell(measured.high),
        format.number(measured.people),
      ])}
      controls={
        <Select
          size="xs"
          w={320}
          maw="100%"
          aria-label={t('reports:accuracy.choose')}
          allowDeselect={false}
          value={name}
          onChange={(chosen) => set({ measure: chosen && chosen !== 'stages' ? chosen : undefined })}
          data={measures.map((one) => ({ value: one, label: t(`reports:accuracy.name.${one}`) }))}
        />
      }
    >
      {known.length > 1 ? (
        <>
          <Suspense fallback={<Skeleton height={240} aria-hidden />}>
            <Line
              label={value}
              data={points.map(({ from, measured }) => ({
                at: format.month(from.slice(0, 7)),
                ...(isKnown(measured)
                  ? { [value]: measured.value, [low]: measured.low, [high]: measured.high }
                  : {}),
              }))}
              series={series}
              axis={write}
              value={write}
            />
          </Suspense>
          <Legend
            items={series
              .slice(0, 2)
              .map((one, index) => (index ? { ...one, name: t('reports:accuracy.interval') } : one))}
          />
        </>
      ) : (
        <p className="muted">{t('reports:accuracy.no_line')}</p>
      )}
      <p className={shared.said}>{t('reports:accuracy.months_mean')}</p>
    </Figure>
  );
}
