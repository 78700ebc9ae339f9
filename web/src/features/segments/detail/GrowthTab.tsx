import { SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyDigits } from '@/lib/format';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useHistory } from '../api';
import type { History, Segment } from '../types';
import { useToday } from '@/ui/useToday';
import { Bars, Line } from '@/ui/charts/Charts';
import classes from './Detail.module.css';
import { everyDay } from './days';
import { Figure } from '@/ui/charts/Figure';
import { Moves } from './Moves';

const spans = [30, 90, 365];

// How many there were, who came and went, and what they spent.
export default function GrowthTab({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const [days, setDays] = useState(90);
  const history = useHistory(segment.id, days);
  return (
    <>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={t('segments:growth.span')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={spans.map((span) => ({
            value: String(span),
            label: t('ui:filter.last_days', { days: span }),
          }))}
        />
      </div>
      {history.isPending && <Skeleton height={260} />}
      {history.error && !history.data && (
        <ErrorState error={history.error} retry={() => void history.refetch()} compact />
      )}
      {history.data && (
        <div className={classes.charts}>
          <Sizes history={history.data} segment={segment} days={days} />
          <Revenue history={history.data} name={segment.name} />
          <Moves segmentId={segment.id} />
        </div>
      )}
    </>
  );
}

function Sizes({ history, segment, days }: { history: History; segment: Segment; days: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name } = segment;
  const today = useToday();
  const sizes = everyDay(
    history.sizes,
    days,
    today,
    segment.members_count,
    format.dayKey(segment.created_at),
  );
  const day = (key: string) => format.date(key.slice(0, 10));
  const [size, entered, left] = [
    t('segments:growth.size'),
    t('segments:growth.entered'),
    t('segments:growth.left'),
  ];
  const head = [t('segments:growth.day'), size, entered, left];
  const rows = sizes.map((one) => [one.day.slice(0, 10), one.size, one.entered, one.left]);
  const shown = sizes.map((one) => [day(one.day), ...[one.size, one.entered, one.left].map(format.number)]);
  const few = (
    <State icon={IconChartLine} tone="neutral" compact title={t('segments:growth.young')}>
      {t('segments:growth.young_text')}
    </State>
  );
  const moved = sizes.some((one) => one.entered || one.left);
  return (
    <>
      <Figure
        title={t('segments:growth.size_title')}
        file={`${name} sizes.csv`}
        head={head}
        rows={rows}
        shown={shown}
      >
        {sizes.length < 2 ? (
          few
        ) : (
          <Line
            label={t('segments:growth.size_title')}
            data={sizes.map((one) => ({ at: day(one.day), [size]: one.size }))}
            series={[{ name: size, color: 'var(--series-1)' }]}
            axis={(value) => format.compact(value)}
            value={(value) => format.number(value)}
          />
        )}
      </Figure>
      <Figure
        title={t('segments:growth.moves_title')}
        file={`${name} moves.csv`}
        head={head}
        rows={rows}
        shown={shown}
      >
        {moved ? (
          <Bars
            label={t('segments:growth.moves_title')}
            data={sizes.map((one) => ({ at: day(one.day), [entered]: one.entered, [left]: -one.left }))}
            series={[
              { name: entered, color: 'var(--series-2)' },
              { name: left, color: 'var(--series-5)' },
            ]}
            axis={(value) => format.compact(Math.abs(value))}
            value={(value) => format.number(Math.abs(value))}
          />
        ) : (
          few
        )}
      </Figure>
    </>
  );
}

function Revenue({ history, name }: { history: History; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { revenue } = history;
  const currency = revenue[0]?.currency ?? format.currency;
  const unit = 10 ** currencyDigits(currency);
  const series = t('segments:growth.revenue');
  return (
    <Figure
      title={t('segments:growth.revenue_title')}
      file={`${name} revenue.csv`}
      head={[t('segments:growth.month'), `${series} ${currency}`]}
      rows={revenue.map((one) => [one.month, one.amount / unit])}
      shown={revenue.map((one) => [format.month(one.month, true), format.money(one)])}
    >
      {revenue.some((one) => one.amount !== 0) ? (
        <Bars
          label={t('segments:growth.revenue_title')}
          data={revenue.map((one) => ({ at: format.month(one.month), [series]: one.amount / unit }))}
          series={[{ name: series, color: 'var(--series-1)' }]}
          axis={(value) => format.compactMoney({ amount: value * unit, currency })}
          value={(value) => format.money({ amount: Math.round(value * unit), currency })}
        />
      ) : (
        <State icon={IconChartLine} tone="neutral" compact title={t('segments:growth.no_revenue')} />
      )}
    </Figure>
  );
}
