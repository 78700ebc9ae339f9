// What the parts of a sentence about a field are called, and what a new one begins with.
import type { Test } from '../tree';
import { type FieldSpec, startValue } from './types';

const coded = ['country', 'language', 'locale', 'currency']; // nobody looks for a part of a code

// The operator that people mean most often.
export function startTest(field: FieldSpec): Test {
  const wanted: Record<string, string> = {
    text: 'contains',
    long_text: 'contains',
    email: 'contains',
    phone: 'contains',
    url: 'contains',
    choice: 'in',
    reference: 'in',
    instant: 'in_last',
    date: 'in_last',
    number: 'greater_equal',
    money: 'greater_equal',
  };
  const usual = coded.includes(field.name) ? 'in' : wanted[field.kind];
  const op = field.operators.find((one) => one === usual) ?? field.operators[0] ?? '';
  const value = startValue(field, op);
  return value === undefined ? { field: field.name, op } : { field: field.name, op, value };
}

// Some operators are said otherwise of days than of numbers.
export function operatorLabel(t: (key: string) => string, field: FieldSpec, op: string): string {
  const day = field.kind === 'date' || field.kind === 'instant';
  const own = ['equal', 'not_equal', 'less_equal', 'greater_equal', 'between'];
  return t(day && own.includes(op) ? `lists:op_day.${op}` : `lists:op.${op}`);
}

export function groupedFields(fields: FieldSpec[], title: (group: string) => string) {
  const groups = [...new Set(fields.map((field) => field.group))];
  return groups.map((group) => ({
    group: title(group),
    items: fields
      .filter((field) => field.group === group)
      .map((field) => ({ value: field.name, label: field.label })),
  }));
}
