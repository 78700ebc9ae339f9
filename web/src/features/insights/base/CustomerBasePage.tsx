import { Skeleton } from '@mantine/core';
import { IconChartPie } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useCustomerBase } from '../api';
import classes from '../Insights.module.css';
import { ImportOrders } from '../ImportOrders';
import { InsightTabs } from '../InsightTabs';
import { useDecimals } from '../numbers';
import type { CustomerBase } from '../types';
import { Concentration, Distribution, Tiers } from './ClvFigures';
import { LifecycleOverTime } from './LifecycleOverTime';
import { RfmFigures } from './RfmFigures';
import { Stages } from './Stages';

// All customers at once: where they stand, what they are worth, and how that changes.
export function CustomerBasePage() {
  const { t } = useTranslation();
  const base = useCustomerBase();
  return (
    <Page title={t('app:nav.insights')} scroll={false}>
      <InsightTabs />
      <div className={classes.panel} tabIndex={0} role="region" aria-label={t('app:nav.insights')}>
        {base.isPending && <Skeleton height={320} aria-hidden />}
        {base.error && !base.data && <ErrorState error={base.error} retry={() => void base.refetch()} />}
        {base.data && (base.data.customers > 0 ? <Content base={base.data} /> : <Empty />)}
      </div>
    </Page>
  );
}

function Content({ base }: { base: CustomerBase }) {
  return (
    <>
      <Tiles base={base} />
      <div className={classes.charts}>
        <Stages base={base} />
        <Tiers base={base} />
        <div className={classes.wide}>
          <LifecycleOverTime />
        </div>
        <div className={classes.wide}>
          <RfmFigures base={base} />
        </div>
        <Distribution base={base} />
        <Concentration base={base} />
      </div>
    </>
  );
}

function Tiles({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const mean = { amount: Math.round(base.clv.amount / base.customers), currency: base.clv.currency };
  return (
    <dl className={classes.tiles}>
      <div>
        <dt>{t('insights:tile.customers')}</dt>
        <dd>{format.number(base.customers)}</dd>
        <dd className={classes.note}>
          {t('insights:tile.as_of')} <Ago at={base.as_of} />
        </dd>
      </div>
      <div>
        <dt>{t('insights:tile.revenue')}</dt>
        <dd>{format.money(base.revenue, true)}</dd>
        <dd className={classes.note}>{t('insights:tile.revenue_note')}</dd>
      </div>
      <div>
        <dt>{t('insights:tile.clv')}</dt>
        <dd>{format.money(base.clv, true)}</dd>
        <dd className={classes.note}>
          {t(`insights:tile.clv_${base.clv_source}`, { mean: format.money(mean) })}
        </dd>
      </div>
      <div>
        <dt>{t('insights:tile.churn')}</dt>
        <dd>
          {base.churn_risk === null || base.churn_risk === undefined
            ? '–'
            : format.percent(base.churn_risk / 100)}
        </dd>
        <dd className={classes.note}>
          {t(
            base.churn_risk === null || base.churn_risk === undefined
              ? 'insights:tile.churn_none'
              : 'insights:tile.churn_note',
          )}
        </dd>
      </div>
      <div>
        <dt>{t('insights:tile.interval')}</dt>
        <dd>
          {base.median_interval_days
            ? t('insights:days_decimal', {
                count: base.median_interval_days,
                number: decimals(base.median_interval_days),
              })
            : '–'}
        </dd>
        <dd className={classes.note}>
          {t(base.median_interval_days ? 'insights:tile.interval_note' : 'insights:tile.interval_none')}
        </dd>
      </div>
    </dl>
  );
}

function Empty() {
  const { t } = useTranslation();
  return (
    <State icon={IconChartPie} title={t('insights:empty.title')} actions={<ImportOrders />}>
      {t('insights:empty.text')}
    </State>
  );
}
