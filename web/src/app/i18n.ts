// English, French and Vietnamese; one language is loaded at a time. Messages are ICU, one JSON a feature.
import i18next from 'i18next';
import ICU from 'i18next-icu';
import { initReactI18next } from 'react-i18next';
import { readPlain, writePlain } from '@/lib/storage';

export const languages = ['en', 'fr', 'vi'] as const;
export type Language = (typeof languages)[number];

type Bundle = Record<string, Record<string, unknown>>;
const bundles: Record<Language, () => Promise<{ default: Bundle }>> = {
  en: () => import('../locales/en'),
  fr: () => import('../locales/fr'),
  vi: () => import('../locales/vi'),
};

export function asLanguage(value: string | null | undefined): Language | null {
  const base = (value ?? '').slice(0, 2).toLowerCase();
  return languages.find((language) => language === base) ?? null;
}

export function preferredLanguage(): Language {
  const wanted = [readPlain('locale'), ...navigator.languages];
  for (const value of wanted) {
    const language = asLanguage(value);
    if (language) return language;
  }
  return 'en';
}

export async function setLanguage(language: Language): Promise<void> {
  const bundle = (await bundles[language]()).default;
  for (const [namespace, texts] of Object.entries(bundle)) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  writePlain('locale', language);
}

export async function startLanguage(): Promise<void> {
  await i18next
    .use(new ICU({}))
    .use(initReactI18next)
    .init({
      lng: undefined,
      fallbackLng: false,
      resources: {},
      defaultNS: 'app',
      nsSeparator: ':',
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
      returnNull: false,
    });
  await setLanguage(preferredLanguage());
}
