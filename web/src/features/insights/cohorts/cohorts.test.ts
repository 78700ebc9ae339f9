import { expect, test } from 'vitest';
import { anybody, asSpan, asUnit, curves, largest, nameOf } from './cohorts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const cell = (customers: number, share: number, amount: number, partial = false) => ({
  customers,
  share,
  revenue: eur(amount),
  partial,
});

test('what the address does not say, or says wrongly, is the usual', () => {
  expect(asUnit('year')).toBe('month');
  expect(asUnit('week')).toBe('week');
  expect(asSpan('quarter', '12')).toBe(12);
  expect(asSpan('quarter', '24')).toBe(8);
});

test('a period is named by what it is', () => {
  const month = (key: string) => `m ${key}`;
  const day = (key: string) => `d ${key}`;
  expect(nameOf('month', '2026-11-01', month, day)).toBe('m 2026-11');
  expect(nameOf('quarter', '2026-10-01', month, day)).toBe('2026 Q4');
  expect(nameOf('week', '2026-11-16', month, day)).toBe('d 2026-11-16');
});

test('the darkest cell is the largest of all', () => {
  const cohorts = [
    {
      start: '2026-10-01',
      customers: 4,
      again: 2,
      revenue: eur(9),
      cells: [cell(1, 0.25, 100), cell(2, 0.5, 250)],
    },
    { start: '2026-11-01', customers: 0, again: 0, revenue: eur(0), cells: [cell(0, 0, 0, true)] },
  ];
  expect(largest(cohorts, 'share')).toBe(0.5);
  expect(largest(cohorts, 'revenue')).toBe(250);
  expect(largest([], 'share')).toBe(0);
  expect(anybody(cohorts)).toBe(true);
  expect(anybody(cohorts.slice(1))).toBe(false);
});

test('two curves stand beside each other, though one is shorter', () => {
  const at = (period: number, share: number) => ({ period, share, customers: 3, revenue: eur(period) });
  expect(curves([at(0, 0.1), at(1, 0.2)], [at(0, 0.3)], 'share')).toEqual([
    { period: 0, now: 0.1, before: 0.3 },
    { period: 1, now: 0.2, before: undefined },
  ]);
  expect(curves([], [], 'share')).toEqual([]);
});
