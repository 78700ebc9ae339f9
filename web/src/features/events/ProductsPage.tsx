import { Button } from '@mantine/core';
import { IconPackage, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product } from '@/api/types';
import { ActionButton } from '@/ui/ActionButton';
import { cleared, type Filter, FilterBar, isFiltered } from '@/ui/filters/FilterBar';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { TotalCount } from '@/ui/TotalCount';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { DataTable } from '@/ui/table/DataTable';
import type { Column } from '@/ui/table/types';
import { useColumns } from '@/ui/table/useColumns';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { ProductDrawer } from './ProductDrawer';

const sorts = ['name', 'newest', '-revenue'];

export function ProductsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const [search, set] = useUrlState();
  const [open, setOpen] = useState<Product | 'new' | null>(null);
  const filters: Filter[] = [
    {
      id: 'active',
      title: t('events:product.state'),
      kind: 'choice',
      single: true,
      options: ['true', 'false'].map((value) => ({ value, label: t(`events:product.active.${value}`) })),
    },
  ];
  const sort = sorts.find((known) => known === search.sort) ?? 'name';
  const list = useList<Product>('products', '/api/products', {
    search: search.search,
    active: search.active,
    sort,
    limit: 100,
  });
  const writable = can('products.write');
  const show = (product: Product) => writable && setOpen(product);
  const { columns, menu, resize } = useColumns('products', useProductColumns(writable ? setOpen : undefined));
  const filtered = isFiltered(filters, search);
  return (
    <Page
      title={t('app:nav.products')}
      count={list.total && <TotalCount total={list.total} />}
      scroll={false}
      actions={
        <>
          {menu}
          {writable && (
            <ActionButton icon={IconPlus} label={t('events:product.create')} onClick={() => setOpen('new')} />
          )}
        </>
      }
    >
      <FilterBar filters={filters} search={search} set={set} placeholder={t('events:product.search')} />
      <DataTable
        label={t('app:nav.products')}
        list={list}
        columns={columns}
        resize={resize}
        rowId={(row) => row.id}
        open={show}
        sort={sort}
        onSort={(next) => set({ sort: next === 'name' ? undefined : next })}
        card={(row) => (
          <TwoLineCard
            title={row.name}
            text={[row.sku, row.category].filter(Boolean).join(' · ')}
            side={format.money(row.price)}
            below={t('events:product.sold', { count: row.units_sold ?? 0 })}
          />
        )}
        empty={
          filtered ? (
            <State
              icon={IconSearchOff}
              tone="neutral"
              title={t('events:product.no_match')}
              actions={
                <Button variant="default" onClick={() => set(cleared(filters))}>
                  {t('events:list.clear')}
                </Button>
              }
            />
          ) : (
            <State
              icon={IconPackage}
              title={t('events:product.empty')}
              actions={
                writable && <Button onClick={() => setOpen('new')}>{t('events:product.create')}</Button>
              }
            >
              {t('events:product.empty_text')}
            </State>
          )
        }
      />
      {open && <ProductDrawer product={open === 'new' ? undefined : open} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function useProductColumns(edit?: (product: Product) => void): Column<Product>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'name',
      title: t('events:product.name'),
      width: 260,
      sort: { up: 'name' },
      cell: (row) =>
        edit ? (
          <button
            type="button"
            className="record-button record-link truncate"
            tabIndex={-1}
            onClick={() => edit(row)}
          >
            {row.name}
          </button>
        ) : (
          <span>{row.name}</span>
        ),
    },
    { id: 'sku', title: t('events:product.sku'), width: 130, cell: (row) => <span>{row.sku}</span> },
    {
      id: 'category',
      title: t('events:product.category'),
      width: 140,
      cell: (row) => <span>{row.category ?? '–'}</span>,
    },
    {
      id: 'active',
      title: t('events:product.state'),
      width: 130,
      cell: (row) => (
        <Mark tone={row.active ? 'ok' : 'neutral'}>{t(`events:product.active.${row.active}`)}</Mark>
      ),
    },
    {
      id: 'price',
      title: t('events:product.price'),
      width: 110,
      number: true,
      cell: (row) => format.money(row.price),
    },
    {
      id: 'orders_count',
      title: t('app:nav.orders'),
      width: 110,
      number: true,
      cell: (row) => format.number(row.orders_count ?? 0),
    },
    {
      id: 'units_sold',
      title: t('events:product.units'),
      width: 110,
      number: true,
      cell: (row) => format.number(row.units_sold ?? 0),
    },
    {
      id: 'revenue',
      title: t('events:product.revenue'),
      width: 140,
      number: true,
      sort: { down: '-revenue' },
      cell: (row) => format.money(row.revenue),
    },
  ];
}
