// The server tells of days on which something moved; a picture needs all of them. Pure.
import type { History } from '../types';

type Day = History['sizes'][number];

// Every day from the first of the span, or from `since`, to the last; `size` is that of now.
export function everyDay(moved: Day[], days: number, last: string, size: number, since = ''): Day[] {
  const known = new Map(moved.map((day) => [day.day.slice(0, 10), day]));
  const first = moved[0];
  let now = first ? first.size - first.entered + first.left : size;
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(end - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    const told = known.get(day);
    if (told) now = told.size;
    return told ? { ...told, day } : { day, size: now, entered: 0, left: 0 };
  }).filter(({ day }) => day >= since);
}
