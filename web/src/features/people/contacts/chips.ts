// The quick filters of contacts and the tests that they stand for.
import type { Search } from '@/lib/search';
import { type Branch, type ChipField, parseTree, renderTree, withChips } from '@/ui/filters/tree';

export const chips: ChipField[] = [
  { id: 'status', field: 'status', kind: 'choice', op: 'in' },
  { id: 'country', field: 'country', kind: 'choice', op: 'in' },
  { id: 'city', field: 'city', kind: 'choice', op: 'in' },
  { id: 'tag', field: 'tags', kind: 'choice', op: 'any_of' },
  { id: 'consent_status', field: 'consent_status', kind: 'choice', op: 'in' },
  { id: 'owner_id', field: 'owner_id', kind: 'choice', op: 'in' },
  { id: 'source', field: 'source', kind: 'choice', op: 'in' },
  { id: 'company_id', field: 'company_id', kind: 'choice', op: 'in' },
  { id: 'created', field: 'created_at', kind: 'date', op: 'in' },
  { id: 'last_contacted', field: 'last_contacted_at', kind: 'date', op: 'in' },
];

const parameters = chips.flatMap((chip) =>
  chip.kind === 'date' ? [`${chip.id}_from`, `${chip.id}_to`] : [chip.id],
);

// Links may name a quick filter by its parameter: /contacts?status=new. What stands in the address wins over the view.
export function treeOf(search: Search, ofView: Branch): Branch {
  const base = search.filter ? parseTree(search.filter) : ofView;
  const named = Object.fromEntries(
    parameters.filter((name) => search[name]).map((name) => [name, search[name]]),
  );
  return Object.keys(named).length ? withChips(chips, base, named) : base;
}

// The address of a condition: nothing where it is the view's own.
export function searchOf(tree: Branch, ofView: Branch): Search {
  const text =
    JSON.stringify(renderTree(tree)) === JSON.stringify(renderTree(ofView))
      ? undefined
      : (renderTree(tree) ?? '{"all":[]}');
  return { ...Object.fromEntries(parameters.map((name) => [name, undefined])), filter: text };
}
