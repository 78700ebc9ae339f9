import { useTranslation } from 'react-i18next';
import type { Order } from '@/api/types';
import { Link } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Facts, Section } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import { OrderStatusMark } from './OrderStatusMark';

export function OrderFacts({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('events:detail.about')}>
      <Facts
        items={[
          [
            t('events:field.customer'),
            order.contact_id ? (
              <Link to={`/contacts/${order.contact_id}`}>{order.contact_name || t('people:unnamed')}</Link>
            ) : (
              t('events:unknown_customer')
            ),
          ],
          [t('events:field.ordered_at'), format.dateTime(order.ordered_at)],
          [t('events:field.status'), <OrderStatusMark key="status" status={order.status} />],
          [t('events:field.reason'), order.reason],
          [t('events:field.store'), order.store],
          [
            t('events:field.channel'),
            order.channel && t(`events:channel.${order.channel}`, { defaultValue: order.channel }),
          ],
          [t('events:field.coupon'), order.coupon],
          [
            t('events:field.converted'),
            !order.reporting_net
              ? t('events:no_rate')
              : order.rate_day &&
                t('events:converted', {
                  amount: format.money(order.reporting_net),
                  rate: order.rate,
                  day: format.date(order.rate_day),
                }),
          ],
          [t('events:field.source'), order.source],
          [
            t('events:field.proof'),
            order.unproven ? (
              <Mark key="proof" tone="warn">
                {t('events:unproven')}
              </Mark>
            ) : null,
          ],
        ]}
      />
    </Section>
  );
}
