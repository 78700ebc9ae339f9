// The workspace's own fields: what the server says of them, and their values in forms.
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { CustomField, FieldShown, Page } from '@/api/types';

export type FieldObject = CustomField['object'];
export type FieldType = CustomField['type'];

export const fieldTypes: FieldType[] = [
  'text',
  'long_text',
  'number',
  'money',
  'boolean',
  'date',
  'datetime',
  'choice',
  'multi_choice',
  'url',
  'email',
  'phone',
  'reference',
];
export const languages = ['en', 'fr', 'vi'] as const;
export type Texts = { en?: string | null; fr?: string | null; vi?: string | null };

export const fieldsKey = (object: FieldObject) => ['fields', object] as const;

export function useFields(object: FieldObject) {
  return useQuery({
    queryKey: fieldsKey(object),
    queryFn: () => api.get<Page<FieldShown>>('/api/fields', { object }),
    staleTime: 60_000,
  });
}

// The workspace's own, in order.
export function useOwnFields(object: FieldObject): CustomField[] {
  const { data } = useFields(object);
  return (data?.items ?? []).flatMap((item) => (item.custom ? [item.custom] : []));
}

// In the reader's language, else in any.
export function textIn(texts: Texts | undefined, language: string): string {
  const wanted = texts?.[language.slice(0, 2) as keyof Texts];
  return wanted || texts?.en || texts?.fr || texts?.vi || '';
}

// What people call a field: the label of an own one (of one that was removed, what its name says), else the
// product's word.
export function fieldName(field: string, own: CustomField[], t: TFunction, language: string): string {
  if (!field.startsWith('custom.')) return t(`people:field.${field}`, { defaultValue: field });
  const custom = own.find((item) => `custom.${item.name}` === field);
  return textIn(custom?.label, language) || field.slice('custom.'.length).replaceAll('_', ' ');
}

export function useFieldName(own: CustomField[]): (field: string) => string {
  const { t, i18n } = useTranslation();
  return (field) => fieldName(field, own, t, i18n.language);
}

export type CustomValues = Record<string, unknown>;
export const customOf = (record?: { custom?: unknown }): CustomValues => ({
  ...(record?.custom as CustomValues | undefined),
});

const empty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);

// Only what differs: null clears.
export function customChanges(values: CustomValues, before: CustomValues): CustomValues | undefined {
  const changes: CustomValues = {};
  for (const name of new Set([...Object.keys(values), ...Object.keys(before)])) {
    const now = empty(values[name]) ? null : values[name];
    const then = empty(before[name]) ? null : before[name];
    if (JSON.stringify(now) !== JSON.stringify(then)) changes[name] = now;
  }
  return Object.keys(changes).length ? changes : undefined;
}

// "Shoe size (EU)" → "shoe_size_eu": what a new field is called in files and in the API.
export function nameFrom(label: string): string {
  return label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 60);
}
