import { describe, expect, test } from 'vitest';
import { changeOf, createFormat, currencyDigits, initials, parseAmount } from './format';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test('follows currency and language', () => {
    const fr = createFormat('fr', 'Europe/Paris', 'EUR');
    const vi = createFormat('vi', 'Asia/Ho_Chi_Minh', 'VND');
    expect(plain(fr.money({ amount: 12500000, currency: 'EUR' }, true))).toBe('125 000 €');
    expect(plain(vi.money({ amount: 1250000, currency: 'VND' }))).toBe('1.250.000 ₫');
    expect(createFormat('en', 'UTC', 'EUR').money({ amount: 100000, currency: 'SAT' })).toBe('100,000 sats');
    expect(fr.money(null)).toBe('–');
  });
  test('typed amounts become whole minor units or nothing', () => {
    expect(parseAmount('12,5', 'EUR')).toBe(1250);
    expect(parseAmount('1 250', 'VND')).toBe(1250);
    expect(parseAmount('-3.07', 'EUR')).toBe(-307);
    expect(parseAmount('1.234', 'EUR')).toBeNull();
    expect(parseAmount('1.5', 'VND')).toBeNull();
    expect(parseAmount('12x', 'EUR')).toBeNull();
    expect(currencyDigits('TND')).toBe(3);
  });
});

describe('time', () => {
  const format = createFormat('en', 'Asia/Ho_Chi_Minh', 'EUR');
  test('days are those of the workspace', () => {
    expect(format.dayKey('2026-11-19T18:30:00Z')).toBe('2026-11-20');
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Paris'])
      expect(createFormat('en-GB', zone, 'EUR').date('2026-11-20')).toBe('20 Nov 2026');
    expect(createFormat('en-GB', 'Pacific/Kiritimati', 'EUR').date('2026-11-20T12:00:00Z')).toBe(
      '21 Nov 2026',
    );
  });
  test('relative times use the largest whole unit', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(format.relative('2026-11-20T11:58:00Z', now)).toBe('2 minutes ago');
    expect(format.relative('2026-11-19T12:00:00Z', now)).toBe('yesterday');
    expect(format.relative('2026-09-01T12:00:00Z', now)).toBe('2 months ago');
  });
  test('an unknown zone falls back to UTC', () => {
    expect(createFormat('en', 'Mars/Olympus', 'EUR').timezone).toBe('UTC');
  });
});

test('change needs something to compare with', () => {
  expect(changeOf(5, 0)).toBeNull();
  expect(changeOf(150, 100)).toBeCloseTo(0.5);
});

test('initials come from the first and last word', () => {
  expect(initials('Nguyễn Thị Ánh')).toBe('NÁ');
  expect(initials('camille@example.com')).toBe('CC');
});
