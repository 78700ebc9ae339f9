// What the contacts page shows: the view, overlaid by what the address says otherwise.
import { useTranslation } from 'react-i18next';
import type { View } from '@/api/types';
import type { Search } from '@/lib/search';
import { type Branch, everything, fromJson, asBranch, sameTree, toJson } from '@/ui/filters/tree';
import type { Density } from '@/ui/table/ColumnsMenu';
import type { ColumnChoice, KeptColumns } from '@/ui/table/useColumns';
import { useSession } from '@/ui/session';
import { searchOf, treeOf } from '../chips';
import { useViews, type ViewChanges } from './api';

export type Layout = 'list' | 'board';

export interface ViewState {
  views: View[];
  view: View | null;
  name: (view: View) => string;
  tree: Branch;
  sort: string;
  layout: Layout;
  columns: ColumnChoice[] | null;
  density: Density;
  changed: boolean;
  present: ViewChanges; // as it would be saved
  searchOfTree: (tree: Branch) => Search;
  columnChoice: (set: (changes: Search) => void) => KeptColumns;
  unchanged: Search; // what leaves the view as it was saved
}

const treeOfView = (view: View | null): Branch =>
  view?.filter ? asBranch(fromJson(view.filter)) : everything();

const asDensity = (value: string | null | undefined): Density | undefined =>
  value === 'compact' || value === 'comfortable' ? value : undefined;

// In the address: "name,email:220".
const parseColumns = (text: string): ColumnChoice[] =>
  text.split(',').map((part) => {
    const [id = '', width] = part.split(':');
    return { id, width: Number(width) || undefined };
  });
const renderColumns = (columns: ColumnChoice[] | null): string =>
  (columns ?? []).map(({ id, width }) => (width ? `${id}:${width}` : id)).join();

export function useView(search: Search): ViewState {
  const { t } = useTranslation();
  const { user } = useSession();
  const views = useViews().data ?? [];
  const view = views.find((one) => one.id === search.view) ?? views[0] ?? null;
  const own = treeOfView(view);
  const tree = treeOf(search, own);
  const sort = search.sort ?? view?.sort ?? 'newest';
  const layout = ((search.layout ?? view?.layout) === 'board' ? 'board' : 'list') as Layout;
  const saved = view?.columns.length
    ? view.columns.map(({ name, width }) => ({ id: name, width: width ?? undefined }))
    : null;
  const columns = search.columns ? parseColumns(search.columns) : saved;
  const density = asDensity(search.density) ?? asDensity(view?.density) ?? user.density;
  const changed =
    !sameTree(tree, own) ||
    sort !== (view?.sort ?? 'newest') ||
    layout !== (view?.layout ?? 'list') ||
    (search.search ?? '') !== (view?.search ?? '') ||
    renderColumns(columns) !== renderColumns(saved) ||
    density !== (asDensity(view?.density) ?? user.density);
  return {
    views,
    view,
    name: (one) => (one.standard ? t(`lists:view.standard.${one.standard}`) : one.name),
    tree,
    sort,
    layout,
    columns,
    density,
    changed: Boolean(view) && changed,
    present: {
      filter: toJson(tree) as View['filter'],
      sort: sort === 'newest' ? null : sort,
      search: search.search ?? null,
      layout,
      density: asDensity(search.density) ?? view?.density ?? null,
      columns: (columns ?? []).map(({ id, width }) => ({ name: id, width })) as View['columns'],
    },
    searchOfTree: (next) => searchOf(next, own),
    columnChoice: (set) => ({
      chosen: columns,
      choose: (next) => {
        const text = renderColumns(next);
        set({ columns: text === renderColumns(saved) ? undefined : text });
      },
      density,
      setDensity: (next) =>
        set({ density: next === (asDensity(view?.density) ?? user.density) ? undefined : next }),
    }),
    unchanged: {
      ...searchOf(own, own),
      sort: undefined,
      layout: undefined,
      columns: undefined,
      density: undefined,
      search: view?.search ?? undefined,
    },
  };
}
