import { describe, expect, it } from 'vitest';
import { createFormat } from '@/lib/format';
import { found } from '../contact/Reasons';
import { moneyOf, typedOf } from './money';

describe('an amount in a form', () => {
  it('goes both ways in whole units of its currency', () => {
    expect(typedOf({ amount: 1_250, currency: 'EUR' })).toBe(12.5);
    expect(moneyOf(12.5, 'EUR')).toEqual({ amount: 1_250, currency: 'EUR' });
    expect(moneyOf(125_000, 'VND')).toEqual({ amount: 125_000, currency: 'VND' });
  });
  it('is none where nothing is typed', () => {
    expect(typedOf(null)).toBe('');
    expect(moneyOf('', 'EUR')).toBeNull();
  });
});

describe('what was found for a reason', () => {
  const format = createFormat('en', 'UTC', 'EUR');
  it('is said by the label of a choice, and as the reader writes numbers and money', () => {
    const options = [{ value: 'at_risk', label: 'At risk' }];
    expect(found({ kind: 'choice', options }, 'at_risk', format)).toBe('At risk');
    expect(found({ kind: 'number' }, '1234.5', format)).toBe('1,234.5');
    expect(found({ kind: 'money' }, '1250.50 EUR', format)).toBe('€1,250.50');
    expect(found({ kind: 'text' }, 'Hà Nội', format)).toBe('Hà Nội');
    expect(found({ kind: 'text' }, null, format)).toBe('–');
  });
});
