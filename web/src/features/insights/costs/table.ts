// The costs of winning customers as a table: a row for each channel and source, a column for each month.
import type { AcquisitionCosts, AcquisitionLine } from '../types';

export type Kind = AcquisitionLine['kind'];
export interface CostRow {
  name: string;
  cells: Map<string, AcquisitionLine>; // by month
}

// "2026-03" and −2: "2026-01".
export function monthsLater(month: string, count: number): string {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + count;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}

// Both included, the earliest first.
export function monthsBetween(from: string, to: string): string[] {
  const out: string[] = [];
  for (let month = from; month <= to; month = monthsLater(month, 1)) out.push(month);
  return out;
}

// The rows of a kind, those with most spend first, then those with most customers.
export function rowsOf(costs: AcquisitionCosts, kind: Kind): CostRow[] {
  const rows = new Map<string, CostRow & { spend: number; customers: number }>();
  for (const line of costs.items) {
    if (line.kind !== kind) continue;
    const row = rows.get(line.name) ?? { name: line.name, cells: new Map(), spend: 0, customers: 0 };
    row.cells.set(line.month, line);
    row.spend += line.worth?.amount ?? 0;
    row.customers += line.customers;
    rows.set(line.name, row);
  }
  return [...rows.values()].sort(
    (a, b) => b.spend - a.spend || b.customers - a.customers || a.name.localeCompare(b.name),
  );
}

// What was spent on all rows in a month, in the reporting currency.
export const spendOf = (rows: CostRow[], month: string) =>
  rows.reduce((sum, row) => sum + (row.cells.get(month)?.worth?.amount ?? 0), 0);
