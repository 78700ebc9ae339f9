import { ActionIcon, SegmentedControl, Skeleton, Tooltip } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Home } from '@/api/types';
import { download, toCsv } from '@/lib/csv';
import { currencyDigits } from '@/lib/format';
import { State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import classes from './Home.module.css';

const RevenueChart = lazy(() => import('./RevenueChart'));

type Months = Home['revenue_by_month'];

export function RevenueByMonth({ months, currency }: { months: Months; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [span, setSpan] = useState('12');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const shown = months.slice(-Number(span));
  const unit = 10 ** currencyDigits(currency);
  const save = () =>
    download(
      'revenue-by-month.csv',
      toCsv([
        ['month', `revenue_${currency}`, 'orders', 'customers'],
        ...shown.map((month) => [month.month, month.revenue.amount / unit, month.orders, month.customers]),
      ]),
    );
  return (
    <section className={classes.panel} aria-label={t('analytics:revenue.title')}>
      <div className={classes.head}>
        <h2>{t('analytics:revenue.title')}</h2>
        <SegmentedControl
          size="xs"
          value={span}
          onChange={setSpan}
          aria-label={t('analytics:revenue.span')}
          data={['12', '24'].map((value) => ({
            value,
            label: t('analytics:revenue.months', { count: Number(value) }),
          }))}
        />
        <Tooltip label={t(view === 'chart' ? 'analytics:revenue.as_table' : 'analytics:revenue.as_chart')}>
          <ActionIcon
            size={28}
            aria-label={t(view === 'chart' ? 'analytics:revenue.as_table' : 'analytics:revenue.as_chart')}
            onClick={() => setView(view === 'chart' ? 'table' : 'chart')}
          >
            {view === 'chart' ? <IconTable size={16} /> : <IconChartBar size={16} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('analytics:revenue.csv')}>
          <ActionIcon size={28} aria-label={t('analytics:revenue.csv')} onClick={save}>
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.inner}>
        {view === 'chart' && !shown.some((month) => month.orders > 0) ? (
          <State icon={IconChartBar} tone="neutral" compact title={t('analytics:revenue.none')}>
            {t('analytics:revenue.none_text')}
          </State>
        ) : view === 'chart' ? (
          <Suspense fallback={<Skeleton height={260} />}>
            <RevenueChart
              label={t('analytics:revenue.title')}
              data={shown.map((month) => ({
                month: format.month(month.month),
                [t('analytics:revenue.revenue')]: month.revenue.amount / unit,
              }))}
              series={t('analytics:revenue.revenue')}
              axis={(value) => format.compactMoney({ amount: value * unit, currency })}
              value={(value) => format.money({ amount: Math.round(value * unit), currency })}
            />
          </Suspense>
        ) : (
          <div
            className={classes.scroll}
            tabIndex={0}
            role="region"
            aria-label={t('analytics:revenue.title')}
          >
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('analytics:revenue.month')}</th>
                  <th scope="col">{t('analytics:revenue.revenue')}</th>
                  <th scope="col">{t('analytics:revenue.orders')}</th>
                  <th scope="col">{t('analytics:revenue.customers')}</th>
                </tr>
              </thead>
              <tbody>
                {[...shown].reverse().map((month) => (
                  <tr key={month.month}>
                    <th scope="row">{format.month(month.month, true)}</th>
                    <td>{format.money(month.revenue)}</td>
                    <td>{format.number(month.orders)}</td>
                    <td>{format.number(month.customers)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}
