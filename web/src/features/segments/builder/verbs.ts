// The first word of a sentence about what was done: it says what is counted, and how.
import type { FieldSpec } from '@/ui/filters/builder/types';
import { type HistoryNode, needsField } from '../rule/node';
import type { HistorySpec } from './sources';

export const oftenOps = ['greater_equal', 'equal', 'less_equal', 'greater', 'less', 'not_equal'];
const usual = ['count', 'sum', 'average', 'minimum', 'maximum', 'distinct', 'first', 'last', 'decayed'];

// "did" and "not" are counts of events compared with a whole number.
export function verbOf(node: HistoryNode): string {
  if (node.history !== 'events' || node.measure !== 'count' || node.field) return node.measure;
  if (node.op === 'equal' && node.value === 0) return 'not';
  const whole = node.value === '' || typeof node.value === 'number';
  return oftenOps.includes(node.op) && whole ? 'did' : 'count';
}

export function verbsOf(node: HistoryNode, history: HistorySpec | undefined): string[] {
  const measures = history?.measures.length ? history.measures : usual;
  if (node.history !== 'events') return measures;
  const rest = measures.filter((measure) => measure !== 'count');
  return verbOf(node) === 'count' ? ['did', 'not', 'count', ...rest] : ['did', 'not', ...rest];
}

export function withVerb(node: HistoryNode, verb: string): Partial<HistoryNode> {
  if (verb === 'did') return { measure: 'count', field: '', op: 'greater_equal', value: 1 };
  if (verb === 'not') return { measure: 'count', field: '', op: 'equal', value: 0 };
  const moment = verb === 'first' || verb === 'last';
  const wasMoment = node.measure === 'first' || node.measure === 'last';
  const keeps = moment === wasMoment && verbOf(node) !== 'did' && verbOf(node) !== 'not';
  return {
    measure: verb,
    field: needsField(verb) ? node.field : '',
    ...(keeps ? {} : moment ? { op: 'in_last', value: { days: 30 } } : { op: 'greater_equal', value: 1 }),
  };
}

const momentOps = [
  'in_last',
  'not_in_last',
  'more_than_ago',
  'before',
  'after',
  'greater_equal',
  'less_equal',
  'equal',
  'between',
  'is_null',
  'is_not_null',
];
const numberOps = ['greater_equal', 'greater', 'less_equal', 'less', 'equal', 'not_equal', 'between'];

// What the measure comes to, as a field that a value editor knows.
export function measuredSpec(node: HistoryNode, fields: FieldSpec[], label: string): FieldSpec {
  const moment = node.measure === 'first' || node.measure === 'last';
  const field = fields.find((one) => one.name === node.field);
  const money = field?.kind === 'money' && node.measure !== 'distinct' && node.measure !== 'count';
  return {
    name: 'measure',
    label,
    kind: moment ? 'instant' : money ? 'money' : 'number',
    operators: moment ? momentOps : [...numberOps, 'is_null', 'is_not_null'],
    options: [],
    group: 'rows',
    currency: money ? field.currency : undefined,
  };
}
