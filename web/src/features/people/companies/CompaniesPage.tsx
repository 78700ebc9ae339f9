import { Button } from '@mantine/core';
import {
  IconBuildingPlus,
  IconBuildingSkyscraper,
  IconLink,
  IconPlus,
  IconSearchOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Company } from '@/api/types';
import { ActionButton } from '@/ui/ActionButton';
import { FilterBar } from '@/ui/filters/FilterBar';
import { Link, useGo } from '@/ui/Link';
import { Ago } from '@/ui/marks';
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
import { CompanyDrawer } from './CompanyDrawer';
import { LinkDialog } from './LinkDialog';

const sorts = ['name', '-name', 'newest', 'oldest'];

export function CompaniesPage() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const format = useFormat();
  const [linking, setLinking] = useState(false);
  const [search, set] = useUrlState();
  const sort = sorts.find((known) => known === search.sort) ?? 'name';
  const list = useList<Company>('companies', '/api/companies', { search: search.search, sort, limit: 100 });
  const plain = (value?: string | null) => (value ? <span>{value}</span> : <span className="muted">–</span>);
  const { columns, menu, resize } = useColumns('companies', useCompanyColumns(plain));
  const create = can('companies.write') ? () => set({ create: 'company' }, { replace: false }) : undefined;
  return (
    <Page
      title={t('app:nav.companies')}
      count={list.total && <TotalCount total={list.total} />}
      scroll={false}
      actions={
        <>
          {can('companies.write') && (
            <ActionButton
              variant="default"
              icon={IconLink}
              label={t('duplicates:company.link')}
              onClick={() => setLinking(true)}
            />
          )}
          {menu}
          {create && <ActionButton icon={IconPlus} label={t('app:create.company')} onClick={create} />}
        </>
      }
    >
      <FilterBar filters={[]} search={search} set={set} placeholder={t('people:company.search')} />
      <DataTable
        label={t('app:nav.companies')}
        list={list}
        columns={columns}
        resize={resize}
        rowId={(row) => row.id}
        open={(row) => go(`/companies/${row.id}`)}
        sort={sort}
        onSort={(next) => set({ sort: next === 'name' ? undefined : next })}
        card={(row) => (
          <Link to={`/companies/${row.id}`}>
            <TwoLineCard
              title={row.name}
              text={[row.industry, row.city, format.country(row.country)].filter(Boolean).join(' · ')}
              side={t('people:company.contacts', { count: row.contacts_count ?? 0 })}
            />
          </Link>
        )}
        empty={
          search.search ? (
            <State
              icon={IconSearchOff}
              tone="neutral"
              title={t('people:company.no_match')}
              actions={
                <Button variant="default" onClick={() => set({ search: undefined })}>
                  {t('people:list.clear')}
                </Button>
              }
            />
          ) : (
            <State
              icon={IconBuildingSkyscraper}
              title={t('people:company.empty')}
              actions={
                create && (
                  <Button leftSection={<IconBuildingPlus size={15} />} onClick={create}>
                    {t('app:create.company')}
                  </Button>
                )
              }
            >
              {t('people:company.empty_text')}
            </State>
          )
        }
      />
      {linking && <LinkDialog onClose={() => setLinking(false)} />}
      {search.create === 'company' && <CompanyDrawer onClose={() => set({ create: undefined })} />}
    </Page>
  );
}

function useCompanyColumns(plain: (value?: string | null) => React.ReactNode): Column<Company>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      id: 'name',
      title: t('people:company.name'),
      width: 220,
      sort: { up: 'name', down: '-name' },
      cell: (row) => (
        <Link to={`/companies/${row.id}`} tabIndex={-1} className="record-link truncate">
          {row.name}
        </Link>
      ),
    },
    { id: 'domain', title: t('people:company.domain'), width: 180, cell: (row) => plain(row.domain) },
    { id: 'industry', title: t('people:company.industry'), width: 150, cell: (row) => plain(row.industry) },
    { id: 'size', title: t('people:company.size'), width: 110, cell: (row) => plain(row.size) },
    {
      id: 'country',
      title: t('people:field.country'),
      width: 130,
      cell: (row) => plain(format.country(row.country)),
    },
    { id: 'city', title: t('people:field.city'), width: 130, hidden: true, cell: (row) => plain(row.city) },
    {
      id: 'budget',
      title: t('people:company.budget'),
      width: 130,
      number: true,
      cell: (row) => format.money(row.budget),
    },
    {
      id: 'contacts_count',
      title: t('app:nav.contacts'),
      width: 100,
      number: true,
      cell: (row) => format.number(row.contacts_count ?? 0),
    },
    {
      id: 'created_at',
      title: t('people:field.created_at'),
      width: 130,
      sort: { down: 'newest', up: 'oldest' },
      cell: (row) => <Ago at={row.created_at} />,
    },
  ];
}
