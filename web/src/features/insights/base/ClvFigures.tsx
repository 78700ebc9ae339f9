import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '@mantine/core';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { useCan, useFormat } from '@/ui/session';
import classes from '../Insights.module.css';
import { useUnit } from '../numbers';
import { contactsWith, segmentOf, tierTone } from '../stages';
import type { CustomerBase } from '../types';
import { valueOfTop } from './figures';
import { Lines } from './Lines';

export const Bars = lazy(() => import('@/ui/charts/Charts').then(({ Bars: bars }) => ({ default: bars })));
export const LineChart = lazy(() => import('@/ui/charts/Charts').then(({ Line }) => ({ default: Line })));
export const waiting = <Skeleton height={240} aria-hidden />;

// The customers by rank of their predicted value.
export function Tiers({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { major } = useUnit();
  const value = t('insights:card.clv');
  const from = t('insights:column.from');
  return (
    <Figure
      title={t('insights:tiers.title')}
      file="tiers.csv"
      head={[t('insights:tiers.tier'), t('insights:column.customers'), from, `${value} ${base.clv.currency}`]}
      rows={base.tiers.map((line) => [
        line.tier,
        line.customers,
        line.least ? major(line.least) : '',
        major(line.clv),
      ])}
      shown={base.tiers.map((line) => [
        t(`insights:tier.${line.tier}`),
        format.number(line.customers),
        format.money(line.least),
        format.money(line.clv, true),
      ])}
    >
      <Lines
        name={t('insights:tiers.tier')}
        money={value}
        total={base.customers}
        items={base.tiers.map((line) => {
          const name = t(`insights:tier.${line.tier}`);
          return {
            id: line.tier,
            name,
            mark: <Mark tone={tierTone[line.tier]}>{name}</Mark>,
            list: contactsWith('clv_tier', line.tier),
            segment: segmentOf(`clv_tier = ${line.tier}`, name, 'clv'),
            customers: line.customers,
            money: format.money(line.clv, true),
            colour: 'var(--series-1)',
          };
        })}
      />
      <p className={classes.said}>
        {t('insights:tiers.text')} {t(`insights:source.${base.clv_source}`)}
      </p>
      {can('settings.read') && (
        <p className={classes.said}>
          <Link to="/settings/acquisition-costs">{t('insights:tiers.costs')}</Link>
        </p>
      )}
    </Figure>
  );
}

// How many customers are worth how much.
export function Distribution({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { major } = useUnit();
  const customers = t('insights:column.customers');
  const bins = base.distribution.map((bin) => ({
    ...bin,
    name: bin.to
      ? t('insights:range', { low: format.compactMoney(bin.from), high: format.compactMoney(bin.to) })
      : t('insights:from', { low: format.compactMoney(bin.from) }),
  }));
  const { currency } = base.clv;
  return (
    <Figure
      title={t('insights:distribution.title')}
      file="clv.csv"
      head={[
        `${t('insights:column.from')} ${currency}`,
        `${t('insights:column.below')} ${currency}`,
        customers,
      ]}
      rows={bins.map((bin) => [major(bin.from), bin.to ? major(bin.to) : '', bin.customers])}
      shown={bins.map((bin) => [
        format.money(bin.from),
        bin.to ? format.money(bin.to) : '',
        format.number(bin.customers),
      ])}
    >
      <Suspense fallback={waiting}>
        <Bars
          label={t('insights:distribution.title')}
          data={bins.map((bin) => ({ at: bin.name, [customers]: bin.customers }))}
          series={[{ name: customers, color: 'var(--series-1)' }]}
          axis={(value) => format.compact(value)}
          value={(value) => format.number(value)}
        />
      </Suspense>
    </Figure>
  );
}

// Which share of the value the most valuable customers hold.
export function Concentration({ base }: { base: CustomerBase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const points = base.concentration;
  const [value, even] = [t('insights:concentration.value'), t('insights:concentration.even')];
  const customers = t('insights:concentration.customers');
  const fifth = valueOfTop(points, 0.2);
  const series = [
    { name: value, color: 'var(--series-1)' },
    { name: even, color: 'var(--series-6)', strokeDasharray: '4 4' },
  ];
  return (
    <Figure
      title={t('insights:concentration.title')}
      file="concentration.csv"
      head={[customers, value]}
      rows={points.map((point) => [point.customers, point.value])}
      shown={points.map((point) => [format.percent(point.customers), format.percent(point.value)])}
    >
      <Suspense fallback={waiting}>
        <LineChart
          label={t('insights:concentration.title')}
          data={points.map((point) => ({
            at: format.percent(point.customers, 0),
            [value]: point.value,
            [even]: point.customers,
          }))}
          series={series}
          axis={(share) => format.percent(share, 0)}
          value={(share) => format.percent(share)}
        />
      </Suspense>
      <Legend items={series} />
      {fifth !== null && (
        <p className={classes.said}>
          {t('insights:concentration.said', { share: format.percent(fifth, 0) })}
        </p>
      )}
    </Figure>
  );
}
