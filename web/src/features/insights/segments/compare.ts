// Segments in an order, and which of them are ahead and behind. Pure.
import type { SegmentFigures } from '../types';

export const measures = [
  'members',
  'growth',
  'conversion',
  'orders',
  'average_order_value',
  'revenue',
  'revenue_per_member',
] as const;
export type SegmentMeasure = (typeof measures)[number];
export const asMeasure = (value: string | undefined): SegmentMeasure =>
  measures.find((measure) => measure === value) ?? 'revenue_per_member';

export const periods = [30, 90, 365];
export const asPeriod = (value: string | undefined) => periods.find((days) => String(days) === value) ?? 90;

export function valueOf(figures: SegmentFigures, measure: SegmentMeasure): number | null {
  const value = figures[measure];
  if (value == null) return null;
  return typeof value === 'number' ? value : value.amount;
}

// The highest first, or the lowest; those without the figure are last in both.
export function ordered(
  all: SegmentFigures[],
  measure: SegmentMeasure,
  way: 'asc' | 'desc',
): SegmentFigures[] {
  return all.toSorted((a, b) => {
    const [x, y] = [valueOf(a, measure), valueOf(b, measure)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return (way === 'asc' ? x - y : y - x) || a.name.localeCompare(b.name);
  });
}

// The best and the weakest by a figure, where there are enough members and no other is level with them.
export function ends(all: SegmentFigures[], measure: SegmentMeasure, fewest = 30) {
  const ranked = ordered(
    all.filter((one) => one.members >= fewest && valueOf(one, measure) !== null),
    measure,
    'desc',
  );
  const alone = (one: SegmentFigures | undefined, next: SegmentFigures | undefined) =>
    one && next && valueOf(one, measure) !== valueOf(next, measure) ? one.segment_id : null;
  return { best: alone(ranked[0], ranked[1]), weakest: alone(ranked.at(-1), ranked.at(-2)) };
}
