// Hours of the week in the reader's words: 0 is Monday at 0:00, 167 Sunday at 23:00.
import { useMemo } from 'react';
import { dateFormat } from '@/lib/intl';
import { useFormat } from '@/ui/session';

const monday = Date.UTC(2024, 0, 1);
const hourMs = 3_600_000;
export const hoursOfWeek = 168;

export const dayOf = (hour: number) => Math.floor(hour / 24);

export interface Clock {
  weekday(day: number): string;
  short(day: number): string;
  time(hour: number): string; // 10:00
  hours(hour: number): string; // 10:00–11:00
}

export function createClock(locale: string): Clock {
  const long = dateFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const short = dateFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const clock = dateFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  const time = (hour: number) => clock.format(monday + (hour % 24) * hourMs);
  return {
    weekday: (day) => long.format(monday + day * 24 * hourMs),
    short: (day) => short.format(monday + day * 24 * hourMs),
    time,
    hours: (hour) => `${time(hour)}–${time(hour + 1)}`,
  };
}

export function useClock(): Clock {
  const { locale } = useFormat();
  return useMemo(() => createClock(locale), [locale]);
}

// The hour of the day that was used most, where it was used at least twice and more than any other.
export function busiestHour(hours: number[]): { hour: number; count: number } | null {
  const count = Math.max(0, ...hours);
  if (count < 2 || hours.filter((other) => other === count).length > 1) return null;
  return { hour: hours.indexOf(count), count };
}

// How strong each hour is drawn, 0 to 1, between the weakest and the strongest.
export function strengths(shares: number[]): number[] {
  const low = Math.min(...shares);
  const span = Math.max(...shares) - low;
  return shares.map((share) => (span > 1e-12 ? (share - low) / span : 0));
}

// Where an arrow key leads from an hour: sideways around the week, up and down between days.
export function neighbour(hour: number, key: string): number | null {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 };
  if (key === 'Home') return dayOf(hour) * 24;
  if (key === 'End') return dayOf(hour) * 24 + 23;
  const step = steps[key];
  return step === undefined ? null : (hour + step + hoursOfWeek) % hoursOfWeek;
}

// Many acts that are spread over the week make no hour sure: the best one has to be above the average for certain.
export function howSure<C extends string>(confidence: C, low: number): C | 'some' {
  return confidence === 'good' && low * hoursOfWeek <= 1 ? 'some' : confidence;
}
