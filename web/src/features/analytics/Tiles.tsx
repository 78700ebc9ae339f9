import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Home, Money } from '@/api/types';
import { changeOf } from '@/lib/format';
import { useFormat } from '@/ui/session';
import classes from './Home.module.css';

// Each figure with its change and what it is compared with.
export function Tiles({ home }: { home: Home }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (value: Money) => format.money(value, Math.abs(value.amount) >= 1_000_000);
  const { contacts, orders, revenue } = home;
  const average = home.average_order_value;
  return (
    <section className={classes.tiles} aria-label={t('analytics:tiles.label')}>
      <Tile
        label={t('analytics:tiles.revenue')}
        figure={money(revenue.value_30_days)}
        now={revenue.value_30_days.amount}
        before={revenue.previous_30_days.amount}
        beforeText={money(revenue.previous_30_days)}
      />
      <Tile
        label={t('analytics:tiles.orders')}
        figure={format.number(orders.count_30_days)}
        now={orders.count_30_days}
        before={orders.count_previous_30_days}
        beforeText={format.number(orders.count_previous_30_days)}
      />
      <Tile
        label={t('analytics:tiles.new_contacts')}
        figure={format.number(contacts.new_30_days)}
        now={contacts.new_30_days}
        before={contacts.new_previous_30_days}
        beforeText={format.number(contacts.new_previous_30_days)}
      />
      <Tile
        label={t('analytics:tiles.average')}
        figure={format.money(average)}
        note={t('analytics:tiles.average_note')}
      />
      <Tile
        label={t('analytics:tiles.repeat')}
        figure={
          home.repeat_rate === null || home.repeat_rate === undefined ? '–' : format.percent(home.repeat_rate)
        }
        note={t('analytics:tiles.repeat_note')}
      />
    </section>
  );
}

interface TileProps {
  label: string;
  figure: string;
  now?: number;
  before?: number;
  beforeText?: string;
  note?: string;
}

function Tile({ label, figure, now, before, beforeText, note }: TileProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const change = now === undefined || before === undefined ? null : changeOf(now, before);
  return (
    <div className={classes.tile}>
      <p className={classes.label}>{label}</p>
      <div className={classes.figure}>{figure}</div>
      <div className={classes.change}>
        {change !== null && (
          <Tooltip label={t('analytics:tiles.before', { value: beforeText })}>
            <strong data-tone={change > 0 ? 'ok' : change < 0 ? 'bad' : undefined}>
              {format.change(change)}
            </strong>
          </Tooltip>
        )}{' '}
        <span>
          {note ??
            (change === null
              ? t('analytics:tiles.no_before')
              : t('analytics:tiles.against', { value: beforeText }))}
        </span>
      </div>
    </div>
  );
}
