import { Button } from '@mantine/core';
import { IconPlus, IconUserSearch, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { daySpan } from '@/lib/days';
import { renderSearch } from '@/lib/search';
import { leaveTrail } from '@/lib/trail';
import { ActionButton } from '@/ui/ActionButton';
import { cleared, FilterBar, isFiltered } from '@/ui/filters/FilterBar';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { PeekFrame } from '@/ui/PeekFrame';
import { State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { TotalCount } from '@/ui/TotalCount';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { useCommands } from '@/ui/useCommands';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { ContactCreateDrawers } from '../forms/ContactCreateDrawers';
import { ContactCard } from './ContactCard';
import { ContactPeek } from './ContactPeek';
import { useContactColumns } from './useContactColumns';
import { useContactFilters } from './useContactFilters';

const sorts = ['newest', 'oldest', 'name', '-name', 'last_contacted', 'value', 'orders_value'];
const plainFilters = [
  'search',
  'status',
  'country',
  'city',
  'tag',
  'consent_status',
  'owner_id',
  'source',
  'company_id',
];

export function ContactsPage() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const { timezone } = useFormat();
  const [search, set] = useUrlState();
  const filters = useContactFilters();
  const sort = sorts.find((known) => known === search.sort) ?? 'newest';
  const list = useList<Contact>('contacts', '/api/contacts', {
    ...Object.fromEntries(plainFilters.map((name) => [name, search[name]])),
    ...daySpan('created', search, timezone),
    ...daySpan('last_contacted', search, timezone),
    sort,
    limit: 100,
  });
  const { peek: _peek, create: _create, ...lasting } = search;
  const remember = () =>
    leaveTrail('contacts', {
      back: `/contacts${renderSearch(lasting)}`,
      ids: list.rows.map((row) => row.id),
    });
  const { columns, menu } = useColumns('contacts', useContactColumns(remember));
  const open = (row: Contact) => {
    remember();
    go(`/contacts/${row.id}`);
  };
  const filtered = isFiltered(filters, search);
  const create = can('contacts.write') ? () => set({ create: 'contact' }, { replace: false }) : undefined;
  useCommands([
    {
      id: 'list.search',
      title: t('people:list.search'),
      group: 'here',
      keys: '/',
      inPalette: false,
      run: () => document.querySelector<HTMLElement>('[data-list-search]')?.focus(),
    },
    ...(filtered
      ? [
          {
            id: 'list.clear',
            title: t('people:list.clear'),
            group: 'here' as const,
            run: () => set(cleared(filters)),
          },
        ]
      : []),
  ]);

  return (
    <Page
      title={t('app:nav.contacts')}
      count={list.total && <TotalCount total={list.total} />}
      scroll={false}
      actions={
        <>
          {menu}
          {create && <ActionButton icon={IconPlus} label={t('app:create.contact')} onClick={create} />}
        </>
      }
    >
      <FilterBar filters={filters} search={search} set={set} placeholder={t('people:list.search')} />
      <PeekFrame
        peek={
          search.peek ? (
            <ContactPeek id={search.peek} onClose={() => set({ peek: undefined })} onOpen={remember} />
          ) : null
        }
      >
        <DataTable
          label={t('app:nav.contacts')}
          list={list}
          columns={columns}
          rowId={(row) => row.id}
          open={open}
          card={(row) => <ContactCard contact={row} onOpen={remember} />}
          sort={sort}
          onSort={(next) => set({ sort: next === 'newest' ? undefined : next })}
          peeked={search.peek}
          peek={(row) => set({ peek: row?.id })}
          empty={
            filtered ? (
              <State
                icon={IconUserSearch}
                tone="neutral"
                title={t('people:list.no_match')}
                actions={
                  <Button variant="default" onClick={() => set(cleared(filters))}>
                    {t('people:list.clear')}
                  </Button>
                }
              >
                {t('people:list.no_match_text')}
              </State>
            ) : (
              <State
                icon={IconUsersPlus}
                title={t('people:list.empty')}
                actions={
                  <>
                    {create && <Button onClick={create}>{t('people:list.empty_action')}</Button>}
                    {can('imports.write') && (
                      <Button variant="default" onClick={() => go('/imports')}>
                        {t('people:list.empty_import')}
                      </Button>
                    )}
                  </>
                }
              >
                {t('people:list.empty_text')}
              </State>
            )
          }
        />
      </PeekFrame>
      <ContactCreateDrawers />
    </Page>
  );
}
