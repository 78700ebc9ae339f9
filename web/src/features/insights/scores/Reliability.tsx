import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import { LineChart, waiting } from '../base/ClvFigures';
import insights from '../Insights.module.css';
import type { Reliability } from './types';

// Whether of those with 30 % it came true for about 30 of 100, tenth by tenth.
export function ReliabilityFigure({
  bins,
  title,
  said,
  observed: named,
  counted,
  file = 'reliability.csv',
}: {
  bins: Reliability[];
  title: string;
  said?: string;
  observed?: string; // what came of it
  counted?: string;
  file?: string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [observed, perfect] = [named ?? t('scores:observed'), t('insights:model.perfect')];
  const series = [
    { name: observed, color: 'var(--series-1)' },
    { name: perfect, color: 'var(--series-6)', strokeDasharray: '4 4' },
  ];
  const percent = (value: number) => format.percent(value, 1);
  return (
    <Figure
      title={title}
      file={file}
      head={[t('insights:model.predicted'), counted ?? t('scores:people'), observed]}
      rows={bins.map((bin) => [bin.predicted, bin.count, bin.observed])}
      shown={bins.map((bin) => [percent(bin.predicted), format.number(bin.count), percent(bin.observed)])}
    >
      <Suspense fallback={waiting}>
        <LineChart
          label={title}
          data={bins.map((bin) => ({
            at: percent(bin.predicted),
            [observed]: bin.observed,
            [perfect]: bin.predicted,
          }))}
          series={series}
          axis={(value) => format.percent(value)}
          value={percent}
        />
      </Suspense>
      <Legend items={series} />
      <p className={insights.said}>{said ?? t('scores:reliability_said')}</p>
    </Figure>
  );
}
