import { Select, Skeleton } from '@mantine/core';
import { IconMathFunction, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { useFits } from '../api';
import classes from '../Insights.module.css';
import { ImportOrders } from '../ImportOrders';
import { InsightTabs } from '../InsightTabs';
import type { PurchaseFit } from '../types';
import { BacktestFigures } from './BacktestFigures';
import { ChurnQuality } from './ChurnQuality';
import { fitBefore, saysNothing } from './fits';
import { Parameters } from './Parameters';
import { Summary } from './Summary';
import { useStartFit } from './useStartFit';

// How the purchase model was fitted, and how right it was on days that it did not know.
export function ModelPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const fits = useFits();
  const start = useStartFit();
  const items = fits.data ?? [];
  const fit = items.find((one) => one.id === search.fit) ?? items[0];
  return (
    <Page
      title={t('insights:page.model')}
      scroll={false}
      actions={
        start.may && (
          <ActionButton
            icon={IconRefresh}
            label={t('insights:model.start')}
            loading={start.running}
            onClick={start.run}
          />
        )
      }
    >
      <InsightTabs />
      <div className={classes.panel} tabIndex={0} role="region" aria-label={t('insights:page.model')}>
        <p className="hidden-visually" aria-live="polite">
          {start.running ? t('insights:model.running') : ''}
        </p>
        {fits.isPending && <Skeleton height={320} aria-hidden />}
        {fits.error && !fits.data && <ErrorState error={fits.error} retry={() => void fits.refetch()} />}
        {fits.data && !fit && (
          <State icon={IconMathFunction} title={t('insights:model.empty_title')}>
            {t('insights:model.empty_text')}
          </State>
        )}
        {fit && (
          <>
            {(items.length > 1 || !saysNothing(fit)) && (
              <Select
                size="xs"
                w={300}
                maw="100%"
                mb="md"
                label={t('insights:model.fit')}
                allowDeselect={false}
                value={fit.id}
                onChange={(id) => set({ fit: id && id !== items[0]?.id ? id : undefined })}
                data={items.map((one) => ({
                  value: one.id,
                  label: t(one.usable ? 'insights:model.fit_usable' : 'insights:model.fit_unusable', {
                    date: format.dateTime(one.fitted_at),
                  }),
                }))}
              />
            )}
            <Fit fit={fit} before={fitBefore(items, fit.id)} />
          </>
        )}
      </div>
    </Page>
  );
}

function Fit({ fit, before }: { fit: PurchaseFit; before?: PurchaseFit }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (saysNothing(fit)) {
    return (
      <State icon={IconMathFunction} title={t('insights:model.few_title')} actions={<ImportOrders />}>
        {t('insights:model.few_text', {
          customers: fit.purchases.report.customers,
          repeat: fit.purchases.report.repeat_customers,
          date: format.dateTime(fit.fitted_at),
        })}
      </State>
    );
  }
  return (
    <>
      <Summary fit={fit} />
      <div className={classes.charts}>
        <Parameters model="bg_nbd" fit={fit.purchases} before={before?.purchases.parameters} />
        <Parameters model="gamma_gamma" fit={fit.order_values} before={before?.order_values.parameters} />
        <BacktestFigures test={fit.backtest} />
        {fit.backtest.churn && <ChurnQuality churn={fit.backtest.churn} days={fit.backtest.churn_days} />}
        <Parameters model="pareto_nbd" fit={fit.second_opinion} before={before?.second_opinion.parameters} />
      </div>
    </>
  );
}
