// English, French and Vietnamese; one language is loaded at a time. Messages are ICU, one JSON a feature.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { messages } from '@/lib/messages';
import { readPlain, writePlain } from '@/lib/storage';

export const languages = ['en', 'fr', 'vi'] as const;
export type Language = (typeof languages)[number];

type Bundle = Record<string, Record<string, unknown>>;
type Load = () => Promise<{ default: Bundle }>;
// What the frame of the app says comes with the first page; what the pages say follows at once.
const frame: Record<Language, Load> = {
  en: () => import('../locales/en'),
  fr: () => import('../locales/fr'),
  vi: () => import('../locales/vi'),
};
const pages: Record<Language, Load> = {
  en: () => import('../locales/en/pages'),
  fr: () => import('../locales/fr/pages'),
  vi: () => import('../locales/vi/pages'),
};
let pageTexts: Promise<void> = Promise.resolve();

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

async function add(language: Language, load: Load): Promise<void> {
  const bundle = (await load()).default;
  const namespaces = Object.keys(bundle);
  for (const namespace of namespaces) {
    const here = i18next.hasResourceBundle(language, namespace);
    i18next.addResourceBundle(language, namespace, bundle[namespace], here, true, {
      silent: namespace !== namespaces.at(-1), // told once: all that shows a text then looks at it anew
      skipCopy: true,
    });
  }
}

async function show(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  writePlain('locale', language);
}

// The page that is open has its texts before the language changes.
export async function setLanguage(language: Language): Promise<void> {
  pageTexts = add(language, pages[language]);
  await Promise.all([add(language, frame[language]), pageTexts]);
  await show(language);
}

// A page with the texts that it needs.
export async function withTexts<T>(load: () => Promise<T>): Promise<T> {
  const [page] = await Promise.all([load(), pageTexts]);
  return page;
}

export async function startLanguage(): Promise<void> {
  await i18next
    .use(messages())
    .use(initReactI18next)
    .init({
      lng: undefined,
      fallbackLng: false,
      resources: {},
      defaultNS: 'app',
      nsSeparator: ':',
      interpolation: { escapeValue: false },
      react: { useSuspense: false, bindI18nStore: 'added' },
      returnNull: false,
    });
  const language = preferredLanguage();
  pageTexts = add(language, pages[language]);
  await add(language, frame[language]);
  await show(language);
}
