// The measures of success: in which order, how each is written, and how it reads over time. Pure.
import type { Format } from '@/lib/format';
import { numberFormat } from '@/lib/intl';
import type { AccuracyPoint, Measured } from '../types';

export const measures = ['stages', 'clv', 'engagement', 'retained', 'churn_auc', 'clv_rank'] as const;
export type MeasureName = (typeof measures)[number];
// The four that were asked for stand on top.
export const headlines: MeasureName[] = ['stages', 'clv', 'engagement', 'retained'];

const shares: MeasureName[] = ['stages', 'retained', 'clv'];
export const asMeasure = (value: string | undefined): MeasureName =>
  measures.find((measure) => measure === value) ?? 'stages';

// Shares and the ratio of values as per cent, correlations and chances as numbers of two places.
export function writer(name: MeasureName, format: Pick<Format, 'percent' | 'locale'>) {
  const number = numberFormat(format.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value: number) => (shares.includes(name) ? format.percent(value, 1) : number.format(value));
}

export const isKnown = (
  measured: Measured,
): measured is Measured & { value: number; low: number; high: number } => measured.value != null;

// Months with the figure; those without are gaps in the line, not zeros.
export function line(months: AccuracyPoint[], name: MeasureName) {
  return months.map((month) => ({ from: month.from, to: month.to, measured: month[name] }));
}
