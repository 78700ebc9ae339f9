import { useTranslation } from 'react-i18next';
import type { Preferences } from '@/api/types';
import { useFormat } from '@/ui/session';
import { Row } from '../contact/Row';
import { useDecimals } from '../numbers';
import { Bars, Few } from './Bars';
import { busiestHour, useClock } from './week';

export function Channel({ channel }: { channel: Preferences['channel'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (key: string) => t(`preferences:channel.${key}`, { defaultValue: key });
  const first = channel.channels[0];
  return (
    <Row
      name={t('preferences:line.channel')}
      value={channel.preferred ? <strong>{name(channel.preferred)}</strong> : t('preferences:channel_even')}
      note={
        <>
          {channel.preferred && first && (
            <span>
              {t('preferences:of_acts', { share: format.percent(first.share, 0), count: channel.acts })}
            </span>
          )}
          <Few confidence={channel.confidence} />
        </>
      }
    >
      <p>{t('preferences:channel_means')}</p>
      <Bars
        bars={channel.channels.map((item) => ({
          name: name(item.channel),
          share: item.share,
          value: t('preferences:acts', { count: item.acts }),
        }))}
      />
    </Row>
  );
}

export function Categories({ categories }: { categories: Preferences['categories'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = categories[0];
  if (!first) return null;
  return (
    <Row
      name={t('preferences:line.categories')}
      value={<strong>{first.category}</strong>}
      note={
        first.share != null && (
          <span>{t('preferences:of_value', { share: format.percent(first.share, 0) })}</span>
        )
      }
    >
      <p>{t('preferences:categories_means')}</p>
      <Bars
        bars={categories.map((item) => ({
          name: item.category,
          share: item.share,
          value: `${format.money(item.value, true)} · ${t('preferences:orders', { count: item.orders })}`,
        }))}
      />
    </Row>
  );
}

export function Stores({ stores, orders }: { stores: Preferences['stores']; orders: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = stores[0];
  if (!first) return null;
  return (
    <Row
      name={t('preferences:line.store')}
      value={<strong>{first.name}</strong>}
      note={
        <span>{t('preferences:of_orders', { share: format.percent(first.share, 0), count: orders })}</span>
      }
    >
      <Bars
        bars={stores.map((item) => ({
          name: item.name,
          share: item.share,
          value: t('preferences:orders', { count: item.orders }),
        }))}
      />
    </Row>
  );
}

export function Discounts({ price }: { price: Preferences['price'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = price.share_of_orders ?? 0;
  const everybody = price.workspace_share_of_orders;
  const percent = (value: number | null | undefined) => (value == null ? '–' : format.percent(value, 0));
  return (
    <Row
      name={t('preferences:line.discounts')}
      value={<strong>{t('preferences:share_of_orders', { share: percent(share) })}</strong>}
      note={
        <>
          {everybody != null && <span>{t('preferences:everybody', { share: percent(everybody) })}</span>}
          <Few confidence={price.confidence} />
        </>
      }
    >
      <p>{t('preferences:discounts_means', { discounted: price.discounted_orders, count: price.orders })}</p>
      <Bars
        bars={[
          { name: t('preferences:by_orders'), share, value: '' },
          {
            name: t('preferences:by_orders_everybody'),
            share: everybody,
            value: everybody == null ? '–' : '',
          },
          {
            name: t('preferences:by_value'),
            share: price.share_of_value,
            value: price.share_of_value == null ? '–' : '',
          },
          {
            name: t('preferences:by_value_everybody'),
            share: price.workspace_share_of_value,
            value: price.workspace_share_of_value == null ? '–' : '',
          },
        ]}
      />
    </Row>
  );
}

export function Timing({ timing }: { timing: Preferences['timing'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const clock = useClock();
  const decimals = useDecimals();
  const weekend = timing.weekend_share ?? 0;
  const hour = busiestHour(timing.hours);
  return (
    <Row
      name={t('preferences:line.timing')}
      value={<strong>{t('preferences:weekend', { share: format.percent(weekend, 0) })}</strong>}
      note={
        <>
          {timing.days_between != null && (
            <span>
              {t('preferences:every', { days: decimals(timing.days_between), count: timing.days_between })}
            </span>
          )}
          <Few confidence={timing.confidence} />
        </>
      }
    >
      {hour && (
        <p>
          {t('preferences:usual_hour', {
            hours: clock.hours(hour.hour),
            orders: hour.count,
            count: timing.timed_orders,
          })}
        </p>
      )}
      <Bars
        bars={timing.weekdays.map((count, day) => ({
          name: clock.weekday(day),
          share: timing.orders ? count / timing.orders : 0,
          value: t('preferences:orders', { count }),
        }))}
      />
    </Row>
  );
}
