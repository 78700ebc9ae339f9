import { dateFormat } from './intl';

// Days of a named zone as instants: "2026-11-20" begins at 2026-11-19T17:00:00.000Z in Hanoi.
export function startOfDay(day: string, timezone: string): string {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let instant = utc - offsetAt(utc, timezone);
  instant = utc - offsetAt(instant, timezone); // the offset may differ at the day's begin itself
  return new Date(instant).toISOString();
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function offsetAt(instant: number, timezone: string): number {
  const parts = dateFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((item) => item.type === type)?.value ?? 0);
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(instant / 1000) * 1000;
}

// An instant as a field of type datetime-local wants it: the wall clock of the zone, to the minute. Pages show
// times in the workspace's zone, whatever the browser's is, and are filled in by the same clock.
export function wallClock(at: string | null | undefined, timezone: string): string {
  if (!at) return '';
  const instant = Date.parse(at);
  return new Date(instant + offsetAt(instant, timezone)).toISOString().slice(0, 16);
}

export function fromWallClock(text: string, timezone: string): string | null {
  if (!text) return null;
  const utc = Date.parse(`${text}Z`);
  let instant = utc - offsetAt(utc, timezone);
  instant = utc - offsetAt(instant, timezone);
  return new Date(instant).toISOString();
}

// A filter's days as the server wants them: from the first day's begin to before the day after the last.
export function daySpan(
  id: string,
  search: Record<string, string | undefined>,
  timezone: string,
): Record<string, string | undefined> {
  const from = search[`${id}_from`];
  const to = search[`${id}_to`];
  return {
    [`${id}_from`]: from && /^\d{4}-\d\d-\d\d$/.test(from) ? startOfDay(from, timezone) : undefined,
    [`${id}_to`]: to && /^\d{4}-\d\d-\d\d$/.test(to) ? startOfDay(dayAfter(to), timezone) : undefined,
  };
}
