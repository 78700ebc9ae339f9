import { useTranslation } from 'react-i18next';
import type { Order } from '@/api/types';
import { Link } from '@/ui/Link';
import { useFormat } from '@/ui/session';
import type { Column } from '@/ui/table/types';
import { OrderStatusMark } from './OrderStatusMark';

export function useOrderColumns(onOpen: () => void): Column<Order>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = (value?: string | null) => (value ? <span>{value}</span> : <span className="muted">–</span>);
  return [
    {
      id: 'number',
      title: t('events:field.number'),
      width: 120,
      cell: (row) => (
        <Link to={`/orders/${row.id}`} onClick={onOpen} tabIndex={-1} className="record-link truncate">
          {row.number}
        </Link>
      ),
    },
    {
      id: 'contact_name',
      title: t('events:field.customer'),
      width: 180,
      cell: (row) =>
        row.contact_id ? (
          <Link
            to={`/contacts/${row.contact_id}`}
            tabIndex={-1}
            className="truncate"
            style={{ color: 'inherit' }}
          >
            {row.contact_name ?? t('people:unnamed')}
          </Link>
        ) : (
          <span className="muted">{t('events:unknown_customer')}</span>
        ),
    },
    {
      id: 'ordered_at',
      title: t('events:field.ordered_at'),
      width: 190,
      sort: { down: 'newest', up: 'oldest' },
      cell: (row) => <span className="tabular">{format.dateTime(row.ordered_at)}</span>,
    },
    {
      id: 'status',
      title: t('events:field.status'),
      width: 140,
      cell: (row) => <OrderStatusMark status={row.status} />,
    },
    {
      id: 'store',
      title: t('events:field.store'),
      width: 140,
      hidden: true,
      cell: (row) => plain(row.store),
    },
    {
      id: 'channel',
      title: t('events:field.channel'),
      width: 120,
      cell: (row) => plain(row.channel && t(`events:channel.${row.channel}`, { defaultValue: row.channel })),
    },
    {
      id: 'coupon',
      title: t('events:field.coupon'),
      width: 120,
      hidden: true,
      cell: (row) => plain(row.coupon),
    },
    {
      id: 'items_count',
      title: t('events:field.items'),
      width: 90,
      number: true,
      cell: (row) => format.number(row.items_count ?? 0),
    },
    {
      id: 'refunded',
      title: t('events:field.refunded'),
      width: 120,
      number: true,
      hidden: true,
      cell: (row) => (row.refunded?.amount ? format.money(row.refunded) : '–'),
    },
    {
      id: 'total',
      title: t('events:field.total'),
      width: 120,
      number: true,
      sort: { down: '-total', up: 'total' },
      cell: (row) => format.money(row.total),
    },
    {
      id: 'net',
      title: t('events:field.net'),
      width: 120,
      number: true,
      cell: (row) => format.money(row.net ?? row.total),
    },
  ];
}
