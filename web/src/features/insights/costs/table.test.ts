import { describe, expect, it } from 'vitest';
import type { AcquisitionCosts, AcquisitionLine } from '../types';
import { monthsBetween, monthsLater, rowsOf, spendOf } from './table';

const line = (name: string, month: string, amount: number | null, customers: number, kind = 'channel') =>
  ({
    kind,
    name,
    month,
    amount: amount === null ? null : { amount, currency: 'EUR' },
    worth: amount === null ? null : { amount, currency: 'EUR' },
    customers,
  }) as AcquisitionLine;

describe('the table of acquisition costs', () => {
  it('counts months over the turn of a year', () => {
    expect(monthsLater('2026-01', -1)).toBe('2025-12');
    expect(monthsLater('2025-12', 1)).toBe('2026-01');
    expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  });

  it('has a row for each name of a kind, those with most spend first', () => {
    const costs = {
      items: [
        line('seo', '2026-02', null, 40),
        line('ads', '2026-02', 100, 1),
        line('ads', '2026-01', 300, 2),
        line('mail', '2026-02', null, 90),
        line('Fair', '2026-02', 900, 3, 'source'),
      ],
    } as AcquisitionCosts;
    const rows = rowsOf(costs, 'channel');
    expect(rows.map((row) => row.name)).toEqual(['ads', 'mail', 'seo']);
    expect(spendOf(rows, '2026-01')).toBe(300);
    expect(spendOf(rows, '2026-03')).toBe(0);
    expect(rowsOf(costs, 'source')[0]?.cells.get('2026-02')?.customers).toBe(3);
  });
});
