// Figures of the base of customers made ready for pictures. Pure.
import type { CustomerBase } from '../types';

export type Measure = 'customers' | 'revenue';

// How dark a cell is, 0 to 4: nothing, then quarters of the largest.
export function heat(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return Math.min(4, Math.max(1, Math.ceil((value / largest) * 4)));
}

// The 25 cells by recency (5 first) and frequency (1 first); cells without anybody are there, too.
export function grid(cells: CustomerBase['rfm'], measure: Measure): number[][] {
  const of = (recency: number, frequency: number) => {
    const cell = cells.find((one) => one.recency === recency && one.frequency === frequency);
    if (!cell) return 0;
    return measure === 'customers' ? cell.customers : cell.revenue.amount;
  };
  return [5, 4, 3, 2, 1].map((recency) => [1, 2, 3, 4, 5].map((frequency) => of(recency, frequency)));
}

// The share of the value that the most valuable share of the customers holds, between the points told.
export function valueOfTop(points: CustomerBase['concentration'], share: number): number | null {
  let before = { customers: 0, value: 0 };
  for (const point of points) {
    if (point.customers >= share) {
      const span = point.customers - before.customers;
      const part = span > 0 ? (share - before.customers) / span : 1;
      return before.value + part * (point.value - before.value);
    }
    before = point;
  }
  return points.length ? 1 : null;
}

// The corresponding group of a cell, as the server names it.
export function groupOf(recency: number, frequency: number): string {
  const at = `${recency}${frequency}`;
  const table: [string, string[]][] = [
    ['champions', ['54', '55']],
    ['loyal', ['34', '35', '44', '45']],
    ['potential_loyalist', ['42', '43', '52', '53']],
    ['new', ['51']],
    ['promising', ['41']],
    ['need_attention', ['33']],
    ['about_to_sleep', ['31', '32']],
    ['cannot_lose', ['15', '25']],
    ['at_risk', ['13', '14', '23', '24']],
    ['hibernating', ['21', '22']],
  ];
  return table.find(([, cells]) => cells.includes(at))?.[0] ?? 'lost';
}
