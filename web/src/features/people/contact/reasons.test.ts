import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { reasonOf, reasonText } from './reasons';

const t = ((key: string) => `<${key.split('.').pop()}>`) as unknown as TFunction;

test('a chosen reason is kept as a word, what the person said beside it', () => {
  expect(reasonOf('too_many', ' ')).toBe('too_many');
  expect(reasonOf('too_many', ' three a day ')).toBe('too_many: three a day');
  expect(reasonOf('other', 'moved away')).toBe('moved away');
  expect(reasonOf('not_said', '')).toBeNull();
});

test('a reason reads in the language of the reader, other text as it was written', () => {
  expect(reasonText(t, 'too_many')).toBe('<too_many>');
  expect(reasonText(t, 'too_many: three\na day')).toBe('<too_many>: three\na day');
  expect(reasonText(t, 'moved: away')).toBe('moved: away');
  expect(reasonText(t, 'Moved away')).toBe('Moved away');
});
