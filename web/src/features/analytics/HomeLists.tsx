import { useTranslation } from 'react-i18next';
import type { ContactStatus, FacetValue, NewContact, Order } from '@/api/types';
import { OrderStatusMark } from '@/features/events/widgets';
import { ContactStatusMark, statuses } from '@/features/people/widgets';
import { Link } from '@/ui/Link';
import { Avatar } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Home.module.css';

export function StatusBars({ values, total }: { values: FacetValue[]; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...values.map((item) => item.count));
  const sorted = statuses.map((status) => ({
    status,
    count: values.find((item) => item.value === status)?.count ?? 0,
  }));
  return (
    <section className={classes.panel} aria-label={t('analytics:status.title')}>
      <div className={classes.head}>
        <h2>{t('analytics:status.title')}</h2>
        <Link to="/contacts" className={classes.sub} style={{ paddingRight: 8 }}>
          {t('analytics:status.total', { count: total })}
        </Link>
      </div>
      <ul className={classes.bars}>
        {sorted.map(({ status, count }) => (
          <li key={status}>
            <Link to={`/contacts?status=${status}`} className={classes.bar}>
              <span className={`${classes.name ?? ''} truncate`}>{t(`people:status.${status}`)}</span>
              <span className={classes.track} aria-hidden>
                <div className={classes.fill} style={{ width: `${(count / most) * 100}%` }} />
              </span>
              <span className={classes.amount}>
                {format.number(count)}{' '}
                <span className="muted">{total ? format.percent(count / total, 0) : ''}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function RecentOrders({ orders }: { orders: Order[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.panel} aria-label={t('analytics:orders.title')}>
      <div className={classes.head}>
        <h2>{t('analytics:orders.title')}</h2>
        <Link to="/orders" className={classes.sub} style={{ paddingRight: 8 }}>
          {t('analytics:orders.all')}
        </Link>
      </div>
      {!orders.length && <p className={`muted ${classes.inner}`}>{t('analytics:orders.none')}</p>}
      <ul className={classes.rows}>
        {orders.map((order) => (
          <li key={order.id}>
            <Link to={`/orders/${order.id}`} className={classes.row}>
              <span className={`${classes.main} truncate`}>
                {order.contact_name ?? t('analytics:orders.nobody')}
                <div className={classes.sub}>
                  {order.number} · {format.relative(order.ordered_at)}
                </div>
              </span>
              <OrderStatusMark status={order.status} />
              <span className={classes.side} style={{ minWidth: 84 }}>
                {format.money(order.net ?? order.total)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NewestContacts({ contacts }: { contacts: NewContact[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.panel} aria-label={t('analytics:contacts.title')}>
      <div className={classes.head}>
        <h2>{t('analytics:contacts.title')}</h2>
      </div>
      {!contacts.length && <p className={`muted ${classes.inner}`}>{t('analytics:contacts.none')}</p>}
      <ul className={classes.rows}>
        {contacts.map((contact) => (
          <li key={contact.id}>
            <Link to={`/contacts/${contact.id}`} className={classes.row}>
              <Avatar name={contact.name || '?'} size={28} />
              <span className={`${classes.main} truncate`}>
                {contact.name || t('people:unnamed')}
                <div className={classes.sub}>{format.relative(contact.created_at)}</div>
              </span>
              <ContactStatusMark status={contact.status as ContactStatus} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
