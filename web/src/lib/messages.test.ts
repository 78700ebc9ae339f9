import i18next from 'i18next';
import ICU from 'i18next-icu';
import { expect, test } from 'vitest';
import { messages, sayPlain } from './messages';

const texts = {
  plain: 'Nothing to fill in',
  named: '{name} of {company}',
  number: '{count} of 100, {zero} left',
  plural: '{count, plural, one {# day} other {# days}} for {name}',
  choice: '{kind, select, mail {by mail} other {otherwise}}',
  quoted: "It''s {name}'s '{brace}'",
  tags: 'See <b>{name}</b>',
  odd: 'a } brace',
  braces: '{ name }',
};
const values = { name: '{Ann} $& <i>', company: "L'Atelier", count: 2, zero: 0, kind: 'mail', nothing: null };

test('texts are said as ICU says them, with choices, plurals, quotes and braces', async () => {
  const all = { en: { x: texts } };
  const [plain, icu] = await Promise.all(
    [messages(), new ICU({})].map(async (format) => {
      const one = i18next.createInstance();
      await one
        .use(format)
        .init({ lng: 'en', resources: all, nsSeparator: ':', interpolation: { escapeValue: false } });
      return one;
    }),
  );
  for (const key of Object.keys(texts))
    for (const given of [values, {}, undefined])
      expect(plain?.t(`x:${key}`, given), key).toBe(icu?.t(`x:${key}`, given));
});

test('what is without a choice is not parsed', () => {
  expect(sayPlain(texts.plain, undefined)).toBe('Nothing to fill in');
  expect(sayPlain(texts.named, values)).toBe("{Ann} $& <i> of L'Atelier");
  expect(sayPlain(texts.number, values)).toBe('2 of 100, 0 left');
  for (const text of [texts.plural, texts.choice, texts.quoted, texts.odd, texts.braces])
    expect(sayPlain(text, values)).toBeUndefined();
  expect(sayPlain(texts.named, { name: 'Ann' })).toBeUndefined();
});
