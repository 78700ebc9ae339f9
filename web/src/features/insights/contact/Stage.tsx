import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { useCan, useFormat } from '@/ui/session';
import { useLifecycleSettings } from '../api';
import { useDecimals } from '../numbers';
import { stageTone } from '../stages';
import type { LifecycleAnswer } from '../types';
import { Row } from './Row';

// The stage, the rule that gave it, and when time alone will change it.
export function Stage({ lifecycle }: { lifecycle: LifecycleAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const can = useCan();
  const settings = useLifecycleSettings(can('settings.read')).data?.value;
  const { stage, overdue_days: overdue } = lifecycle;
  const days = (value: number) => t('insights:days', { count: Math.round(value) });
  const rule = stage === 'churned' && settings?.churn_rule === 'fixed' ? 'churned_fixed' : stage;
  return (
    <Row
      name={t('insights:card.stage')}
      value={<Mark tone={stageTone[stage]}>{t(`insights:stage.${stage}`)}</Mark>}
      note={t('insights:since', { date: format.date(lifecycle.since) })}
    >
      {settings && <p>{t(`insights:rule.${rule}`, { ...settings })}</p>}
      <p>
        {t('insights:card.last_order', { days: days(lifecycle.days_since_last_order) })}{' '}
        {t(`insights:interval.${lifecycle.interval_source}`, {
          days: t('insights:days_decimal', {
            count: lifecycle.expected_interval_days,
            number: decimals(lifecycle.expected_interval_days),
          }),
        })}{' '}
        {overdue > 0
          ? t('insights:card.overdue', { date: format.date(lifecycle.expected_at), days: days(overdue) })
          : t('insights:card.expected', { date: format.date(lifecycle.expected_at) })}
      </p>
      <p>
        {lifecycle.next_change_at && lifecycle.next_stage
          ? t('insights:card.next_stage', {
              date: format.date(lifecycle.next_change_at),
              stage: t(`insights:stage.${lifecycle.next_stage}`),
            })
          : t('insights:card.stays')}
      </p>
    </Row>
  );
}
