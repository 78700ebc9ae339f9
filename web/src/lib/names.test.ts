import i18next from 'i18next';
import ICU from 'i18next-icu';
import { expect, test } from 'vitest';
import { channelName, purposeName, sourceName } from './names';

test('usual names are said in words, and names of one’s own as they were written', async () => {
  const people = {
    acquisition: { organic: { seo: 'Moteurs de recherche' } },
    source: { opt_in: 'Inscription volontaire' },
    purpose: { marketing: 'Marketing' },
  };
  await i18next.use(new ICU({})).init({
    lng: 'fr',
    resources: { fr: { people } },
    nsSeparator: ':',
    interpolation: { escapeValue: false },
  });
  const { t } = i18next;
  expect(channelName(t, 'organic.seo')).toBe('Moteurs de recherche');
  expect(sourceName(t, 'opt_in')).toBe('Inscription volontaire');
  expect(purposeName(t, 'marketing')).toBe('Marketing');
  for (const own of ['organic', 'paid.tiktok', 'https://shop.example/a?b={c}', 'Salon {2026', 'a:b.c'])
    expect(channelName(t, own)).toBe(own);
});
