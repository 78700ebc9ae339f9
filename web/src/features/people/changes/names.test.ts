import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import type { CustomField, TimelineEntry } from '@/api/types';
import { changesOf } from '../contact/facts';
import { fieldName } from '../fields/fields';

const t = ((key: string) => `<${key}>`) as unknown as TFunction;
const own = [{ name: 'glove_size', label: { en: 'Glove size', fr: 'Pointure de gants' } }] as CustomField[];

test("a field of the workspace's own is called by its label in the language of the reader, else in any", () => {
  expect(fieldName('custom.glove_size', own, t, 'fr-FR')).toBe('Pointure de gants');
  expect(fieldName('custom.glove_size', own, t, 'vi')).toBe('Glove size');
});

test('one that was removed is called by the words of its name, a standard one by the product', () => {
  expect(fieldName('custom.ring_size', own, t, 'en')).toBe('ring size');
  expect(fieldName('city', own, t, 'en')).toBe('<people:field.city>');
});

test("a company's name that follows from the company is told once, a name that was typed stays", () => {
  const entry = (changes: object[]) => ({ payload: { changes } }) as unknown as TimelineEntry;
  const link = { field: 'company_id', from: null, to: 'c1' };
  expect(changesOf(entry([{ field: 'company', from: null, to: 'Atelier' }, link]))).toEqual([link]);
  const typed = { field: 'company', from: 'Atelier Sud', to: 'Atelier' };
  expect(changesOf(entry([typed, link]))).toEqual([typed, link]);
});
