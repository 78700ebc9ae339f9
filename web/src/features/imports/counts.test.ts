import { expect, test } from 'vitest';
import { outcomesOf } from './counts';

test('every line of a file is under one outcome, largest reason first', () => {
  const { outcomes, made } = outcomesOf({
    'rejected.bad_date': 2,
    'ordered.product': 10,
    'ordered.service': 12,
    'made.orders': 7,
  });
  expect(outcomes.map((outcome) => [outcome.name, outcome.count])).toEqual([
    ['ordered', 22],
    ['rejected', 2],
  ]);
  expect(outcomes[0]?.reasons[0]).toEqual({ name: 'service', count: 12 });
  expect(made).toEqual([{ name: 'orders', count: 7 }]);
});
