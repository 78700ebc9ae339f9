import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { useFormat } from '@/ui/session';
import { LineChart, waiting } from '../base/ClvFigures';
import classes from '../Insights.module.css';
import { useDecimals } from '../numbers';
import type { Quality } from '../types';

// Whether of those with a risk of 70 % about 70 of 100 were gone, tenth by tenth.
export function ChurnQuality({ churn, days }: { churn: Quality; days: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const [observed, perfect] = [t('insights:model.observed'), t('insights:model.perfect')];
  const series = [
    { name: observed, color: 'var(--series-1)' },
    { name: perfect, color: 'var(--series-6)', strokeDasharray: '4 4' },
  ];
  const percent = (value: number) => format.percent(value, 1);
  return (
    <Figure
      title={t('insights:model.calibration')}
      file="calibration.csv"
      head={[t('insights:model.predicted'), t('insights:column.customers'), observed]}
      rows={churn.bins.map((bin) => [bin.predicted, bin.count, bin.observed])}
      shown={churn.bins.map((bin) => [
        percent(bin.predicted),
        format.number(bin.count),
        percent(bin.observed),
      ])}
    >
      <Suspense fallback={waiting}>
        <LineChart
          label={t('insights:model.calibration')}
          data={churn.bins.map((bin) => ({
            at: percent(bin.predicted),
            [observed]: bin.observed,
            [perfect]: bin.predicted,
          }))}
          series={series}
          axis={(value) => format.percent(value, 0)}
          value={percent}
        />
      </Suspense>
      <Legend items={series} />
      <p className={classes.said}>
        {t('insights:model.calibration_text', {
          days: t('insights:days', { count: Math.round(days) }),
          count: format.number(churn.count),
          rate: percent(churn.base_rate),
          error: percent(churn.calibration_error),
        })}
        {churn.lift !== null && ` ${t('insights:model.lift', { lift: decimals(churn.lift, 2) })}`}
      </p>
    </Figure>
  );
}
