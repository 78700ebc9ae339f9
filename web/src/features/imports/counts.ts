// The report of an import as a table: lines of the file by outcome, each with its reasons, and what was made.
import type { TFunction } from 'i18next';
import { ApiError } from '@/api/client';
import type { ImportJob } from '@/api/types';
import { errorText } from '@/ui/errors';
import type { Tone } from '@/ui/marks';

export interface Outcome {
  name: string;
  count: number;
  reasons: { name: string; count: number }[];
}

const order = [
  'created',
  'updated',
  'merged',
  'unchanged',
  'ordered',
  'refunded',
  'unmatched_refund',
  'adjusted',
  'duplicate',
  'rejected',
];
const beside = ['made', 'alerts'];

export const statusTone: Record<ImportJob['status'], Tone> = {
  queued: 'neutral',
  running: 'info',
  completed: 'ok',
  failed: 'bad',
  analysing: 'info',
  draft: 'warn',
  checking: 'info',
  paused: 'warn',
  cancelled: 'neutral',
  reverting: 'info',
  reverted: 'neutral',
};

export const outcomeTone: Record<string, Tone> = {
  created: 'ok',
  updated: 'info',
  merged: 'brand',
  unchanged: 'neutral',
  ordered: 'ok',
  refunded: 'info',
  duplicate: 'neutral',
  rejected: 'bad',
};

export function outcomesOf(counts: Record<string, number> = {}): {
  outcomes: Outcome[];
  made: Outcome['reasons'];
} {
  const outcomes = new Map<string, Outcome>();
  const made: Outcome['reasons'] = [];
  for (const [key, count] of Object.entries(counts)) {
    const [name = key, reason] = key.split('.');
    if (beside.includes(name)) {
      if (name === 'made') made.push({ name: reason ?? key, count });
      continue;
    }
    const outcome = outcomes.get(name) ?? { name, count: 0, reasons: [] };
    outcome.count += count;
    if (reason) outcome.reasons.push({ name: reason, count });
    outcomes.set(name, outcome);
  }
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = [...outcomes.values()].sort((a, b) => rank(a.name) - rank(b.name));
  for (const outcome of sorted) outcome.reasons.sort((a, b) => b.count - a.count);
  return { outcomes: sorted, made };
}

export function sumsOf(counts: Record<string, number> = {}): Record<string, number> {
  return Object.fromEntries(outcomesOf(counts).outcomes.map((outcome) => [outcome.name, outcome.count]));
}

// What a file is when it is no table, in the reader's language; other errors as everywhere.
export function importErrorText(t: TFunction, error: unknown): string {
  if (error instanceof ApiError) {
    if (error.code === 'stale') return t('imports:settings_changed');
    const [issue] = error.issues;
    if (issue?.code === 'not_a_table')
      return t(`imports:not_a_table.${issue.params?.kind}`, {
        filename: issue.params?.filename ?? '',
        defaultValue: error.message,
      });
    if (issue && ['too_many_columns', 'unreadable_header'].includes(issue.code))
      return t(`imports:problem.${issue.code}`);
  }
  return errorText(t, error);
}

// The reason of a line in the reader's language.
export function reasonText(t: TFunction, reason: string, params: Record<string, string> = {}): string {
  const none = { allowed: '', forbidden: '', max: '', min: '', values: '', currency: '', pattern: '' };
  const own = t(`imports:reason.${reason}`, { ...none, ...params, defaultValue: '' });
  return (
    own || t(`issues:field.${reason}`, { ...none, ...params, defaultValue: reason.replaceAll('_', ' ') })
  );
}

// The same of many lines, whose values differ.
export function reasonOfMany(t: TFunction, reason: string): string {
  return t(`imports:reason_of_many.${reason}`, { defaultValue: '' }) || reasonText(t, reason);
}
