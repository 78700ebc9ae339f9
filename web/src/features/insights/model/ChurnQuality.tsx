import { useTranslation } from 'react-i18next';
import { useFormat } from '@/ui/session';
import { useDecimals } from '../numbers';
import { ReliabilityFigure } from '../scores/Reliability';
import type { Quality } from '../types';

// Whether of those with a risk of 70 % about 70 of 100 were gone, tenth by tenth.
export function ChurnQuality({ churn, days }: { churn: Quality; days: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const text = t('insights:model.calibration_text', {
    days: t('insights:days', { count: Math.round(days) }),
    count: format.number(churn.count),
    rate: format.percent(churn.base_rate, 1),
    error: format.percent(churn.calibration_error, 1),
  });
  return (
    <ReliabilityFigure
      bins={churn.bins}
      title={t('insights:model.calibration')}
      file="calibration.csv"
      observed={t('insights:model.observed')}
      counted={t('insights:column.customers')}
      said={
        churn.lift === null ? text : `${text} ${t('insights:model.lift', { lift: decimals(churn.lift, 2) })}`
      }
    />
  );
}
