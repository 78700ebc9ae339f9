import { expect, test } from 'vitest';
import { createFormat } from '@/lib/format';
import { asMeasure, isKnown, writer } from './measures';

test('shares are per cent, correlations numbers of two places', () => {
  const format = createFormat('en', 'UTC', 'EUR');
  expect(writer('stages', format)(0.7312)).toBe('73.1%');
  expect(writer('clv', format)(1.04)).toBe('104%');
  expect(writer('engagement', format)(0.4)).toBe('0.40');
  expect(writer('churn_auc', format)(0.8249)).toBe('0.82');
});

test('what the address does not name is the first measure', () => {
  expect(asMeasure('retained')).toBe('retained');
  expect(asMeasure('luck')).toBe('stages');
  expect(asMeasure(undefined)).toBe('stages');
});

test('a figure that is missing is none, and 0 is one', () => {
  expect(isKnown({ people: 3, value: null, low: null, high: null })).toBe(false);
  expect(isKnown({ people: 40, value: 0, low: 0, high: 0.1 })).toBe(true);
});
