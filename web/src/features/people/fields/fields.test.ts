import { describe, expect, it } from 'vitest';
import { customChanges, nameFrom, textIn } from './fields';

describe('custom fields in forms', () => {
  it('sends only what differs and clears what became empty', () => {
    expect(customChanges({ a: 1, b: '', c: ['x'] }, { a: 1, b: 'old', c: ['x'] })).toEqual({ b: null });
    expect(customChanges({ a: 2, d: [] }, { a: 1 })).toEqual({ a: 2 });
    expect(customChanges({ a: 1 }, { a: 1 })).toBeUndefined();
    expect(customChanges({}, { a: 1 })).toEqual({ a: null });
  });
  it('makes a name of a label in any language', () => {
    expect(nameFrom('Shoe size (EU)')).toBe('shoe_size_eu');
    expect(nameFrom('Numéro préféré')).toBe('numero_prefere');
    expect(nameFrom('Màu đỏ')).toBe('mau_do');
    expect(nameFrom('2nd phone')).toBe('nd_phone');
  });
  it('shows another language rather than nothing', () => {
    expect(textIn({ fr: 'Pointure' }, 'vi')).toBe('Pointure');
    expect(textIn({ en: 'Size', vi: 'Cỡ' }, 'vi-VN')).toBe('Cỡ');
  });
});
