import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from '../Insights.module.css';
import { useDecimals } from '../numbers';
import type { PurchaseFit } from '../types';
import { aucWord, outcomeOf } from './fits';

const aucTone = { poor: 'bad', fair: 'warn', good: 'ok' } as const;

// The fit in five figures, and in a sentence whether it can be relied on.
export function Summary({ fit }: { fit: PurchaseFit }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const { purchases, backtest } = fit;
  const { report } = purchases;
  const { churn } = backtest;
  const outcome = outcomeOf(report, Boolean(purchases.parameters));
  const error = (value: number | null) => (value === null ? '–' : format.change(value));
  const auc = churn?.auc ?? null;
  return (
    <>
      <dl className={classes.tiles}>
        <div>
          <dt>{t('insights:tile.customers')}</dt>
          <dd>{format.number(report.customers)}</dd>
          <dd className={classes.note}>{t('insights:model.repeat', { count: report.repeat_customers })}</dd>
        </div>
        <div>
          <dt>{t('insights:model.error')}</dt>
          <dd>{error(backtest.error)}</dd>
          <dd className={classes.note}>
            {t('insights:model.error_note', {
              expected: format.number(Math.round(backtest.expected)),
              actual: format.number(Math.round(backtest.actual)),
            })}
          </dd>
        </div>
        <div>
          <dt>{t('insights:model.revenue_error')}</dt>
          <dd>{error(backtest.revenue_error)}</dd>
          <dd className={classes.note}>
            {t('insights:model.error_note', {
              expected: format.compact(Math.round(backtest.revenue_expected)),
              actual: format.compact(Math.round(backtest.revenue_actual)),
            })}
          </dd>
        </div>
        <div>
          <dt>{t('insights:model.auc')}</dt>
          <dd>
            {auc === null ? '–' : decimals(auc, 3)}{' '}
            {auc !== null && (
              <Mark tone={aucTone[aucWord(auc)]}>{t(`insights:model.auc_word.${aucWord(auc)}`)}</Mark>
            )}
          </dd>
          <dd className={classes.note}>{t('insights:model.auc_note')}</dd>
        </div>
        <div>
          <dt>{t('insights:model.brier')}</dt>
          <dd>{churn ? decimals(churn.brier, 3) : '–'}</dd>
          <dd className={classes.note}>
            {churn?.brier_skill === null || churn?.brier_skill === undefined
              ? t('insights:model.no_skill')
              : t('insights:model.skill', { skill: format.percent(churn.brier_skill, 0) })}
          </dd>
        </div>
      </dl>
      <p className={classes.said} style={{ margin: '-8px 0 24px', maxWidth: '90ch' }}>
        <Mark tone={fit.usable ? 'ok' : 'warn'}>
          {t(fit.usable ? 'insights:model.usable' : 'insights:model.unusable')}
        </Mark>{' '}
        {t(`insights:model.outcome.${outcome}`)}{' '}
        {i18n.language === 'en' && !report.converged && report.outcome}{' '}
        {t('insights:model.fitted', {
          date: format.dateTime(fit.fitted_at),
          ms: format.number(Math.round(fit.took_ms)),
        })}
      </p>
    </>
  );
}
