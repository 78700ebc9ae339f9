import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { renderSearch, type Search } from '@/lib/search';
import { leaveTrail } from '@/lib/trail';
import { ActionButton } from '@/ui/ActionButton';
import { FilterBar } from '@/ui/filters/FilterBar';
import { type Branch, chipValues, everything, renderTree, withChips } from '@/ui/filters/tree';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { PeekFrame } from '@/ui/PeekFrame';
import { useCan } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { useSelection } from '@/ui/table/useSelection';
import { useCommands } from '@/ui/useCommands';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { BulkBar } from '../changes/BulkBar';
import { ClashHost } from '../forms/ClashHost';
import { ContactCreateDrawers } from '../forms/ContactCreateDrawers';
import { DuplicatesLink } from '../duplicates/DuplicatesLink';
import { AdvancedFilter } from './AdvancedFilter';
import { Board } from './board/Board';
import { ContactCard } from './ContactCard';
import { ContactPeek } from './ContactPeek';
import { ContactsMenu } from './ContactsMenu';
import { ContactsEmpty } from './ContactsEmpty';
import { chips } from './chips';
import { ExactTotal } from './ExactTotal';
import { useFieldSpecs } from './useBuilderSource';
import { useContactColumns } from './useContactColumns';
import { useContactFilters } from './useContactFilters';
import { type CellMenuAt, ValueMenu } from './ValueMenu';
import { useView } from './views/useView';
import { ViewTabs } from './views/ViewTabs';

export function ContactsPage() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const [search, set] = useUrlState();
  const view = useView(search);
  const { tree, sort, layout } = view;
  const filters = useContactFilters();
  const filter = renderTree(tree);
  const setTree = (next: Branch) => set(view.searchOfTree(next));
  const shown: Search = { search: search.search, ...chipValues(chips, tree) };
  const setShown = ({ search: text, ...changes }: Search) => {
    const asked = Object.keys(changes).length > 0;
    set(asked ? view.searchOfTree(withChips(chips, tree, changes)) : { search: text });
  };
  const query = { filter, search: search.search };
  const list = useList<Contact>('contacts', '/api/contacts', { ...query, sort, limit: 100 });
  const selection = useSelection(list.rows, (row) => row.id);
  const { peek: _peek, create: _create, ...lasting } = search;
  const remember = () =>
    leaveTrail('contacts', {
      back: `/contacts${renderSearch(lasting)}`,
      ids: list.rows.map((row) => row.id),
    });
  const { columns, menu, resize } = useColumns(
    'contacts',
    useContactColumns(remember),
    view.columnChoice(set),
  );
  const shownColumns = columns.map((column) => column.id);
  const fields = new Set(useFieldSpecs().map((field) => field.name));
  const [cell, setCell] = useState<CellMenuAt | null>(null);
  const open = (row: Contact) => {
    remember();
    go(`/contacts/${row.id}`);
  };
  const filtered = Boolean(filter || search.search);
  const clear = () => set({ ...view.searchOfTree(everything()), search: undefined });
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
            run: clear,
          },
        ]
      : []),
  ]);
  const setSort = (next: string) => set({ sort: next === (view.view?.sort ?? 'newest') ? undefined : next });

  return (
    <Page
      title={t('app:nav.contacts')}
      count={list.total && <ExactTotal total={list.total} query={query} />}
      scroll={false}
      actions={
        <>
          <DuplicatesLink />
          {menu}
          <ContactsMenu
            query={{ ...query, sort }}
            total={list.total}
            columns={shownColumns}
            select={layout !== 'board' && can('contacts.write') ? selection.pick : undefined}
            onSort={layout === 'board' ? undefined : setSort}
          />
          {create && <ActionButton icon={IconPlus} label={t('app:create.contact')} onClick={create} />}
        </>
      }
    >
      <ViewTabs state={view} set={set} />
      <FilterBar
        filters={filters}
        search={shown}
        set={setShown}
        placeholder={t('people:list.search')}
        after={<AdvancedFilter tree={tree} onChange={setTree} total={list.total} />}
      />
      {layout !== 'board' && selection.picking && can('contacts.write') && (
        <BulkBar
          selection={selection}
          loaded={list.rows.length}
          total={list.total}
          query={query}
          columns={shownColumns}
        />
      )}
      <PeekFrame
        peek={
          search.peek ? (
            <ContactPeek id={search.peek} onClose={() => set({ peek: undefined })} onOpen={remember} />
          ) : null
        }
      >
        {layout === 'board' ? (
          <Board tree={tree} search={search.search} onOpen={remember} />
        ) : (
          <DataTable
            label={t('app:nav.contacts')}
            list={list}
            columns={columns}
            resize={resize}
            density={view.density}
            rowId={(row) => row.id}
            open={open}
            card={(row) => <ContactCard contact={row} onOpen={remember} />}
            sort={sort}
            onSort={setSort}
            peeked={search.peek}
            selection={can('contacts.write') ? selection : undefined}
            rowName={(row) => row.name || t('people:unnamed')}
            peek={(row) => set({ peek: row?.id })}
            cellMenu={(row, column, x, y) => fields.has(column) && setCell({ row, column, x, y })}
            empty={<ContactsEmpty filtered={filtered} clear={clear} create={create} />}
          />
        )}
      </PeekFrame>
      {cell && <ValueMenu at={cell} tree={tree} onChange={setTree} onClose={() => setCell(null)} />}
      <ContactCreateDrawers />
      <ClashHost />
    </Page>
  );
}
