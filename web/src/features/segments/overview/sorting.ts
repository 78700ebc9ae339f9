import type { Performance, Segment } from '../types';

// All segments are there, so the page orders them itself.
export function sorted(rows: Segment[], sort: string, figures?: Map<string, Performance>): Segment[] {
  const [by, way] = sort.split('.');
  const sign = way === 'asc' ? 1 : -1;
  const value = (segment: Segment): number => {
    switch (by) {
      case 'net':
        return segment.entered_30_days - segment.left_30_days;
      case 'revenue':
        return figures?.get(segment.id)?.revenue_90_days ?? -1;
      case 'per_member':
        return figures?.get(segment.id)?.revenue_per_member ?? -1;
      case 'updated':
        return Date.parse(segment.updated_at);
      default:
        return segment.members_count;
    }
  };
  return rows.toSorted((a, b) =>
    by === 'name'
      ? sign * a.name.localeCompare(b.name)
      : sign * (value(a) - value(b)) || a.name.localeCompare(b.name),
  );
}

// How much larger than 30 days ago; null when there was nobody then.
export function growthOf(segment: Segment): number | null {
  const net = segment.entered_30_days - segment.left_30_days;
  const before = segment.members_count - net;
  return before > 0 ? net / before : null;
}
