// Cohorts made ready for the table, the curve and the file. Pure.
import type { Cohort, CohortAverage } from '../types';

export type Measure = 'share' | 'revenue';
export const units = ['month', 'week', 'quarter'] as const;
export type Unit = (typeof units)[number];
// How many cohorts may be asked for, by what they are made of.
export const spans: Record<Unit, number[]> = { month: [6, 12, 24], week: [8, 13, 26], quarter: [4, 8, 12] };
export const usual: Record<Unit, number> = { month: 12, week: 13, quarter: 8 };

export const asUnit = (value: string | undefined): Unit => units.find((unit) => unit === value) ?? 'month';
export const asSpan = (unit: Unit, value: string | undefined): number =>
  spans[unit].find((span) => String(span) === value) ?? usual[unit];

// "2026-11", "2026 Q4" or the Monday of the week.
export function nameOf(
  unit: Unit,
  start: string,
  month: (key: string) => string,
  day: (key: string) => string,
) {
  if (unit === 'week') return day(start);
  if (unit === 'month') return month(start.slice(0, 7));
  return `${start.slice(0, 4)} Q${Math.ceil(Number(start.slice(5, 7)) / 3)}`;
}

// The strongest whole cell is the darkest. Those of who nobody is do not count.
export function largest(cohorts: Cohort[], measure: Measure): number {
  const values = cohorts.flatMap((cohort) =>
    cohort.cells.map((cell) => (measure === 'share' ? cell.share : cell.revenue.amount)),
  );
  return Math.max(0, ...values);
}

export const anybody = (cohorts: Cohort[]) => cohorts.some((cohort) => cohort.customers > 0);

// Both curves by period; either may be shorter.
export function curves(now: CohortAverage[], before: CohortAverage[], measure: Measure) {
  const value = (one: CohortAverage | undefined) =>
    one && (measure === 'share' ? one.share : one.revenue.amount);
  const last = Math.max(-1, ...[...now, ...before].map((one) => one.period));
  return Array.from({ length: last + 1 }, (_, period) => ({
    period,
    now: value(now.find((one) => one.period === period)),
    before: value(before.find((one) => one.period === period)),
  }));
}
