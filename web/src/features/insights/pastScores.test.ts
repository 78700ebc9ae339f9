import { expect, test } from 'vitest';
import { runs } from './pastScores';
import type { PastScore } from './types';

const score = (until: string, recency: number) =>
  ({
    until,
    rfm: { recency, frequency: 1, monetary: 1, group: 'new' },
    clv: { amount: 100, currency: 'EUR' },
    tier: 'low',
    churn_risk: null,
    expected_orders: null,
  }) as PastScore;

test('a value that stayed the same is told once, until the day on which it became another', () => {
  const past = [
    score('2026-05-01', 5),
    score('2026-04-01', 3),
    score('2026-03-01', 3),
    score('2026-02-01', 4),
  ];
  const rows = runs(past, (one) => String(one.rfm.recency), '5');
  expect(rows.map((one) => [one.until, one.rfm.recency])).toEqual([
    ['2026-04-01', 3],
    ['2026-02-01', 4],
  ]);
  expect(runs(past, () => 'same', 'same')).toEqual([]);
  expect(runs([], String, '')).toEqual([]);
});
