import { Button } from '@mantine/core';
import { IconFileUpload, IconReceipt, IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Order, OrderStatus } from '@/api/types';
import { dayAfter, startOfDay } from '@/lib/days';
import { renderSearch } from '@/lib/search';
import { leaveTrail } from '@/lib/trail';
import { ActionButton } from '@/ui/ActionButton';
import { cleared, type Filter, FilterBar, isFiltered } from '@/ui/filters/FilterBar';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { PeekFrame } from '@/ui/PeekFrame';
import { State } from '@/ui/States';
import { useCan, useFormat, useSeesPart } from '@/ui/session';
import { TotalCount } from '@/ui/TotalCount';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { OrderPeek } from './OrderPeek';
import { OrderStatusMark } from './OrderStatusMark';
import { useStores } from './api';
import { useOrderColumns } from './useOrderColumns';

const statuses: OrderStatus[] = ['paid', 'partially_refunded', 'refunded', 'cancelled'];
const sorts = ['newest', 'oldest', 'total', '-total'];

export function OrdersPage() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const part = useSeesPart();
  const format = useFormat();
  const [search, set] = useUrlState();
  const stores = useStores();
  const filters: Filter[] = [
    {
      id: 'status',
      title: t('events:field.status'),
      kind: 'choice',
      single: true,
      options: statuses.map((value) => ({ value, label: t(`events:status.${value}`) })),
    },
    { id: 'ordered', title: t('events:field.ordered_at'), kind: 'date' },
  ];
  if (stores.length) {
    filters.push({
      id: 'store_id',
      title: t('events:field.store'),
      kind: 'choice',
      single: true,
      options: stores.map((store) => ({ value: store.id, label: store.name })),
    });
  }
  const sort = sorts.find((known) => known === search.sort) ?? 'newest';
  const list = useList<Order>('orders', '/api/orders', {
    search: search.search,
    status: search.status,
    store_id: search.store_id,
    contact_id: search.contact_id,
    from: search.ordered_from && startOfDay(search.ordered_from, format.timezone),
    to: search.ordered_to && startOfDay(dayAfter(search.ordered_to), format.timezone),
    sort,
    limit: 100,
  });
  const { peek: _peek, ...lasting } = search;
  const remember = () =>
    leaveTrail('orders', { back: `/orders${renderSearch(lasting)}`, ids: list.rows.map((row) => row.id) });
  const { columns, menu, resize } = useColumns('orders', useOrderColumns(remember));
  const filtered = isFiltered(filters, search) || Boolean(search.contact_id);
  const clear = () => set({ ...cleared(filters), contact_id: undefined });
  const customer = search.contact_id ? list.rows[0]?.contact_name : undefined;

  return (
    <Page
      title={t('app:nav.orders')}
      count={list.total && <TotalCount total={list.total} />}
      scroll={false}
      actions={
        <>
          {menu}
          {can('imports.read') && (
            <ActionButton
              variant="default"
              icon={IconFileUpload}
              label={t('imports:orders.title')}
              onClick={() => go('/imports?kind=orders')}
            />
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        search={search}
        set={set}
        placeholder={t('events:list.search')}
        after={
          search.contact_id && (
            <Button variant="light" size="compact-sm" onClick={() => set({ contact_id: undefined })}>
              {t('events:list.of', { name: customer ?? '…' })} ×
            </Button>
          )
        }
      />
      <PeekFrame
        peek={
          search.peek ? (
            <OrderPeek id={search.peek} onClose={() => set({ peek: undefined })} onOpen={remember} />
          ) : null
        }
      >
        <DataTable
          label={t('app:nav.orders')}
          list={list}
          columns={columns}
          resize={resize}
          rowId={(row) => row.id}
          open={(row) => {
            remember();
            go(`/orders/${row.id}`);
          }}
          sort={sort}
          onSort={(next) => set({ sort: next === 'newest' ? undefined : next })}
          peeked={search.peek}
          peek={(row) => set({ peek: row?.id })}
          card={(row) => (
            <Link to={`/orders/${row.id}`} onClick={remember}>
              <TwoLineCard
                title={row.contact_name ?? t('events:unknown_customer')}
                text={`${row.number} · ${format.date(row.ordered_at)}`}
                side={format.money(row.net ?? row.total)}
                below={<OrderStatusMark status={row.status} />}
              />
            </Link>
          )}
          empty={
            filtered ? (
              <State
                icon={IconSearchOff}
                tone="neutral"
                title={t('events:list.no_match')}
                actions={
                  <Button variant="default" onClick={clear}>
                    {t('events:list.clear')}
                  </Button>
                }
              >
                {t('events:list.no_match_text')}
              </State>
            ) : (
              <State
                icon={IconReceipt}
                title={t(part ? 'events:list.empty_part' : 'events:list.empty')}
                actions={
                  can('imports.write') && (
                    <Button onClick={() => go('/imports?kind=orders')}>
                      {t('events:list.empty_action')}
                    </Button>
                  )
                }
              >
                {t(part ? 'events:list.empty_part_text' : 'events:list.empty_text')}
              </State>
            )
          }
        />
      </PeekFrame>
    </Page>
  );
}
