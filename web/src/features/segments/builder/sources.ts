// What rules may ask about: the histories of the server, and the properties that events were seen with.
import { useQuery } from '@tanstack/react-query';
import { createElement, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { useStores } from '@/features/events/widgets';
import { useEvent, useEventNames } from '@/features/ingest/widgets';
import type { BuilderSource, FieldSpec } from '@/ui/filters/builder/types';
import type { TestNode } from '../rule/node';
import { StoreSelect } from './StoreSelect';
import { useRowValues } from './useRowValues';

export interface HistorySpec {
  name: string;
  label: string;
  fields: FieldSpec[];
  measures: string[];
  names: boolean; // its rows are told apart by name
  properties: boolean; // other fields may be asked for as well
}

interface ToldHistory {
  name: string;
  label: string;
  names: boolean;
  properties: boolean;
  fields: { name: string; kind: string; label: string; operators: string[] }[];
}
interface Told {
  histories: ToldHistory[];
  facts: ToldHistory; // one fact, as the filter of a timeline reads it
  measures: string[];
}

const none: HistorySpec[] = [];

function useLanguage(): Told | undefined {
  const { i18n } = useTranslation();
  const told = useQuery({
    queryKey: ['segments', 'rules', i18n.language],
    queryFn: ({ signal }) => api.get<Told>('/api/rules', undefined, signal),
    staleTime: 300_000,
  });
  return told.data;
}

const specOf = (one: ToldHistory, measures: string[]): HistorySpec => ({
  ...one,
  measures,
  fields: one.fields.map((field) => ({
    ...field,
    label: field.label || field.name,
    options: [],
    group: 'rows',
  })),
});

export function useHistories(): HistorySpec[] {
  const told = useLanguage();
  return useMemo(() => told?.histories.map((one) => specOf(one, told.measures)) ?? none, [told]);
}

export function useFacts(): HistorySpec | undefined {
  const told = useLanguage();
  return useMemo(() => told && specOf(told.facts, told.measures), [told]);
}

const textOps = [
  'equal',
  'not_equal',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'is_null',
  'is_not_null',
];
const numberOps = [
  'equal',
  'not_equal',
  'less',
  'less_equal',
  'greater',
  'greater_equal',
  'between',
  'is_null',
  'is_not_null',
];

export function propertySpec(name: string, kind: 'text' | 'number' | 'boolean'): FieldSpec {
  const operators =
    kind === 'number' ? numberOps : kind === 'boolean' ? ['equal', 'not_equal', 'is_null'] : textOps;
  return { name, kind, label: name, operators, options: [], group: 'properties' };
}

// What a property is compared with says what it is.
export function guessedSpec(test: TestNode): FieldSpec {
  const first = Array.isArray(test.value) ? test.value[0] : test.value;
  const numeric = typeof first === 'number' || ordering.includes(test.op);
  const kind = numeric ? 'number' : typeof first === 'boolean' ? 'boolean' : 'text';
  return { ...propertySpec(test.field, kind), operators: [...textOps, ...ordering] };
}

const ordering = ['less', 'less_equal', 'greater', 'greater_equal', 'between'];

const propertyKind = (type: string) =>
  type === 'number' || type === 'integer' ? 'number' : type === 'boolean' ? 'boolean' : 'text';

// The fields of the rows of a history; for events with the properties of the first of them.
export function useRowSource(
  people: BuilderSource,
  history: HistorySpec | undefined,
  names: string[],
): BuilderSource {
  const name = history?.properties ? names[0] : undefined;
  const properties = useProperties(name);
  const useValues = useRowValues(history?.name, name);
  const stores = useStores();
  return useMemo(() => {
    const fields = history?.fields ?? [];
    const known = new Set(fields.map((field) => field.name));
    return {
      ...people,
      fields: [...fields, ...properties.filter((property) => !known.has(property.name))],
      useValues,
      // Of what rows refer to there are only stores.
      referenceName: (_field, id) => stores.find((store) => store.id === id)?.name ?? id.slice(0, 8),
      reference: (_field, value, onChange, label) => createElement(StoreSelect, { value, label, onChange }),
    };
  }, [people, history, properties, useValues, stores]);
}

const noProperties: FieldSpec[] = [];

function useProperties(name: string | undefined): FieldSpec[] {
  const names = useEventNames();
  const known = names.data?.items.some((one) => one.name === name) ?? false;
  const event = useEvent(name ?? '', known);
  return useMemo(() => (event.data ? specsOf(event.data.properties) : noProperties), [event.data]);
}

// A property that came with several types is offered once, as what it is most often; the most seen first.
export function specsOf(properties: { property: string; type: string; seen: number }[]): FieldSpec[] {
  const most = new Map<string, { type: string; seen: number }>();
  for (const { property, type, seen } of properties) {
    const before = most.get(property);
    const better = !before || before.type === 'null' || (type !== 'null' && seen > before.seen);
    if (better) most.set(property, { type, seen });
  }
  return [...most]
    .sort(([, a], [, b]) => b.seen - a.seen)
    .map(([name, { type }]) => propertySpec(name, propertyKind(type)));
}
