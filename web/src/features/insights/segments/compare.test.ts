import { expect, test } from 'vitest';
import type { SegmentFigures } from '../types';
import { asMeasure, asPeriod, ends, ordered } from './compare';

const one = (name: string, members: number, revenue: number | null): SegmentFigures => ({
  segment_id: name,
  name,
  kind: 'custom',
  members,
  entered: 0,
  gone: 0,
  buyers: 0,
  orders: 0,
  growth: null,
  conversion: null,
  average_order_value: null,
  revenue: { amount: revenue ?? 0, currency: 'EUR' },
  revenue_per_member: revenue === null ? null : { amount: revenue, currency: 'EUR' },
});
const all = [one('b', 100, 5), one('none', 0, null), one('a', 40, 9), one('tiny', 3, 99)];
const names = (list: SegmentFigures[]) => list.map((item) => item.name);

test('those without a figure are last, whichever way', () => {
  expect(names(ordered(all, 'revenue_per_member', 'desc'))).toEqual(['tiny', 'a', 'b', 'none']);
  expect(names(ordered(all, 'revenue_per_member', 'asc'))).toEqual(['b', 'a', 'tiny', 'none']);
});

test('a handful of people is neither best nor weakest', () => {
  expect(ends(all, 'revenue_per_member')).toEqual({ best: 'a', weakest: 'b' });
  const none = { best: null, weakest: null };
  expect(ends(all.slice(0, 2), 'revenue_per_member')).toEqual(none);
  expect(ends(all, 'growth')).toEqual(none);
  expect(ends([...all, one('c', 50, 5)], 'revenue_per_member')).toEqual({ best: 'a', weakest: null });
});

test('what the address does not name is the usual', () => {
  expect(asMeasure('growth')).toBe('growth');
  expect(asMeasure('luck')).toBe('revenue_per_member');
  expect(asPeriod('365')).toBe(365);
  expect(asPeriod('7')).toBe(90);
});
