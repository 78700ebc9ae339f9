import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Order, Page } from '@/api/types';
import { Link } from '@/ui/Link';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import classes from './Orders.module.css';

// The latest orders of the people of a company, with who bought.
export function CompanyOrders({ companyId }: { companyId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useList<Order>('orders', `/api/companies/${companyId}/orders`, { limit: 50 });
  if (list.loading) return <Skeleton height={60} />;
  if (list.error) return <ErrorState error={list.error} retry={list.retry} compact />;
  if (!list.rows.length) return <p className={`muted ${classes.none}`}>{t('events:of_contact.none')}</p>;
  return (
    <>
      <ul className={classes.list}>
        {list.rows.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className={classes.order}>
              <span className={classes.number}>
                {order.number} · {order.contact_name}
              </span>
              <span className={classes.amount}>{format.money(order.net ?? order.total)}</span>
              <span className={classes.small}>{format.date(order.ordered_at)}</span>
              <span className={classes.small}>{t(`events:status.${order.status}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="subtle" size="compact-sm" onClick={list.more}>
          {t('people:timeline.more')}
        </Button>
      )}
    </>
  );
}

// The latest orders of one contact, with the way to all of them.
export function ContactOrders({ contactId, limit }: { contactId: string; limit: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const orders = useQuery({
    queryKey: ['orders', 'of', contactId, limit],
    queryFn: () => api.get<Page<Order>>(`/api/contacts/${contactId}/orders`, { limit }),
  });
  const items = orders.data?.items ?? [];
  return (
    <Section
      title={t('events:of_contact.title')}
      action={
        items.length > 0 && (
          <Link to={`/orders?contact_id=${contactId}`} className={classes.small}>
            {t('events:of_contact.all')}
          </Link>
        )
      }
    >
      {orders.isPending && <Skeleton height={60} />}
      {orders.error && <ErrorState error={orders.error} retry={() => void orders.refetch()} compact />}
      {orders.data && !items.length && <p className="muted">{t('events:of_contact.none')}</p>}
      <ul className={classes.list}>
        {items.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className={classes.order}>
              <span className={classes.number}>{order.number}</span>
              <span className={classes.amount}>{format.money(order.net ?? order.total)}</span>
              <span className={classes.small}>{format.date(order.ordered_at)}</span>
              <span className={classes.small}>
                {order.status === 'paid'
                  ? t('events:items', { count: order.items_count ?? 0 })
                  : t(`events:status.${order.status}`)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
