// The values that rows of a history have had of late, the commonest first: what events said of themselves, what
// orders hold. A value that was never seen may be typed all the same.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/api/client';
import type { Order, Page, Product, StreamedFact } from '@/api/types';
import type { FieldSpec } from '@/ui/filters/builder/types';
import type { FilterOption } from '@/ui/filters/ChoicePanel';
import { useCan } from '@/ui/session';

type Rows = Record<string, unknown>[];

const several = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

// A property may lie deeper: "page.path".
export function valueAt(row: Record<string, unknown>, path: string): unknown {
  if (path in row) return row[path];
  return path
    .split('.')
    .reduce<unknown>(
      (at, part) => (at && typeof at === 'object' ? (at as Record<string, unknown>)[part] : undefined),
      row,
    );
}

export function counted(rows: Rows, field: string): FilterOption[] {
  const times = new Map<string, number>();
  for (const row of rows)
    for (const value of several(valueAt(row, field)))
      if (value !== '' && ['string', 'number', 'boolean'].includes(typeof value))
        times.set(String(value), (times.get(String(value)) ?? 0) + 1);
  return [...times]
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
    .slice(0, 50)
    .map(([value, count]) => ({ value, label: value, count }));
}

const newest = 100;

async function rowsOf(history: string, name: string | undefined, field: string): Promise<Rows> {
  if (history === 'orders') {
    if (field === 'sku' || field === 'category') {
      const products = await api.get<Page<Product>>('/api/products', { limit: 200 });
      return products.items as Rows;
    }
    return (await api.get<Page<Order>>('/api/orders', { limit: newest })).items as Rows;
  }
  const facts = await api.get<Page<StreamedFact>>('/api/events/stream', { type: name, limit: newest });
  // As rules read it: what was sent with a tracked event, else what the product's own fact says.
  return facts.items.map(({ type, payload, channel, source }) => {
    const said = (payload ?? {}) as Record<string, unknown>;
    return { ...said, ...(said.properties as object | undefined), event: type, channel, source };
  });
}

// One hook for the editors, whatever the history: a question of the server and what it comes to.
export function useRowValues(history: string | undefined, name: string | undefined) {
  const can = useCan();
  const allowed = can(history === 'orders' ? 'orders.read' : 'events.read');
  return useMemo(
    () =>
      function useValues(field: FieldSpec): FilterOption[] {
        const products = history === 'orders' && (field.name === 'sku' || field.name === 'category');
        const rows = useQuery({
          queryKey: ['segments', 'rows', history, name, products],
          queryFn: () => rowsOf(history ?? '', name, field.name),
          enabled: allowed && history !== undefined && (field.kind === 'text' || field.kind === 'tags'),
          staleTime: 60_000,
        });
        return useMemo(() => counted(rows.data ?? [], field.name), [rows.data, field.name]);
      },
    [history, name, allowed],
  );
}
