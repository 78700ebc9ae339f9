import type { ReactNode } from 'react';
import type { FilterOption } from '../ChoicePanel';
import type { Value } from '../tree';

// A field as conditions may name it: what GET /api/fields tells of it.
export interface FieldSpec {
  name: string;
  kind: string;
  label: string;
  operators: string[];
  options: { value: string; label: string }[];
  group: string; // key of its heading under lists:group
  currency?: string;
  reference?: string;
}

// What the builder asks of the feature that uses it.
export interface BuilderSource {
  fields: FieldSpec[];
  // The values that occur, the commonest first.
  useValues: (field: FieldSpec) => FilterOption[];
  // Chooses the record that a reference names.
  reference: (field: FieldSpec, value: string, onChange: (value: string) => void, label: string) => ReactNode;
  referenceName: (field: FieldSpec, id: string) => string;
}

// The first value that an editor shows for an operator; undefined: nothing chosen yet.
export function startValue(field: FieldSpec, op: string): Value | Value[] | undefined {
  if (op === 'is_null' || op === 'is_not_null') return undefined;
  if (['in_last', 'not_in_last', 'in_next', 'more_than_ago'].includes(op)) return { days: 30 };
  if (op === 'anniversary_in_next') return { days: 7 };
  if (['in', 'not_in', 'any_of', 'all_of', 'none_of'].includes(op)) return [];
  if (op === 'between') return [];
  if (field.kind === 'boolean') return true;
  if (field.kind === 'date' || field.kind === 'instant') return 'today';
  return undefined;
}

export const unitsOf = (field: FieldSpec) =>
  field.kind === 'date'
    ? (['days', 'weeks', 'months', 'years'] as const)
    : (['hours', 'days', 'weeks', 'months', 'years'] as const);

export const calendarWords = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_year',
  'last_year',
] as const;
