// Money, numbers, dates and spans of time in the reader's language. Pure: locale, zone and clock come in.
import { dateFormat, numberFormat } from './intl';

export interface Money {
  amount: number; // whole minor units: 12.50 EUR is 1250
  currency: string;
}

const ownCurrencies: Record<string, { digits: number; unit: string }> = {
  SAT: { digits: 0, unit: 'sats' },
  MSAT: { digits: 3, unit: 'sats' },
};

const digitsOf = new Map<string, number>();

// Decimal places of the minor unit: EUR 2, VND 0, TND 3.
export function currencyDigits(currency: string): number {
  const own = ownCurrencies[currency];
  if (own) return own.digits;
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    try {
      digits =
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2;
    } catch {
      digits = 2;
    }
    digitsOf.set(currency, digits);
  }
  return digits;
}

// "12.50", "12,5" or "1 250" to minor units; null when it is no amount the currency can hold.
export function parseAmount(text: string, currency: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(',', '.');
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null;
  const digits = currencyDigits(currency);
  const [whole = '0', part = ''] = plain.replace('-', '').split('.');
  if (part.length > digits) return null;
  const minor = Number(whole + part.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return plain.startsWith('-') ? -minor : minor;
}

const relativeSteps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const byteUnits = ['kilobyte', 'megabyte', 'gigabyte'];

export interface Format {
  locale: string;
  currency: string;
  timezone: string;
  number(value: number): string;
  bytes(value: number): string;
  compact(value: number): string;
  percent(value: number, digits?: number): string;
  change(value: number): string; // a ratio with its sign: +12 %
  money(value: Money | null | undefined, whole?: boolean): string;
  compactMoney(value: Money): string;
  date(value: string | number | Date): string; // a day that is written as 2026-11-20 is that day in every zone
  dateTime(value: string | number | Date): string;
  time(value: string | number | Date): string;
  day(value: string | number | Date): string; // "Friday 20 November 2026"
  dayKey(value: string | number | Date): string; // 2026-11-20 in the workspace's zone
  month(key: string, long?: boolean): string; // "2026-01"
  relative(value: string | number | Date, now?: number): string;
  country(code: string | null | undefined): string;
  list(values: string[]): string;
}

const dayOnly = /^\d{4}-\d\d-\d\d$/;

export function createFormat(locale: string, timezone: string, currency: string): Format {
  const zone = later(() => validZone(timezone));
  const number = later(() => new Intl.NumberFormat(locale));
  const dates = (style: Intl.DateTimeFormatOptions, timeZone?: string) =>
    later(() => new Intl.DateTimeFormat(locale, { ...style, timeZone: timeZone ?? zone() }));
  const compact = later(
    () => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
  );
  const date = dates({ dateStyle: 'medium' });
  const plainDate = dates({ dateStyle: 'medium' }, 'UTC');
  const dateTime = dates({ dateStyle: 'medium', timeStyle: 'short' });
  const time = dates({ timeStyle: 'short' });
  const day = dates({ dateStyle: 'full' });
  const dayKey = later(
    () =>
      new Intl.DateTimeFormat('en-CA', {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        timeZone: zone(),
      }),
  );
  const relative = later(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'long' }));
  const countries = later(() => new Intl.DisplayNames(locale, { type: 'region' }));
  const list = later(() => new Intl.ListFormat(locale, { type: 'conjunction' }));

  const asMoney = (value: Money, options: Intl.NumberFormatOptions) => {
    const amount = value.amount / 10 ** currencyDigits(value.currency);
    const own = ownCurrencies[value.currency];
    if (own) return `${numberFormat(locale, options).format(amount)} ${own.unit}`;
    try {
      return numberFormat(locale, {
        style: 'currency',
        currency: value.currency,
        ...options,
      }).format(amount);
    } catch {
      return `${number().format(amount)} ${value.currency}`;
    }
  };

  return {
    locale,
    currency,
    get timezone() {
      return zone();
    },
    number: (value) => number().format(value),
    bytes: (value) => {
      const power = Math.min(3, Math.floor(Math.log10(Math.max(value, 1000)) / 3));
      return numberFormat(locale, {
        style: 'unit',
        unit: byteUnits[power - 1] ?? 'gigabyte',
        maximumFractionDigits: 1,
      }).format(value / 1000 ** power);
    },
    compact: (value) => compact().format(value),
    percent: (value, digits = 1) =>
      numberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(value),
    change: (value) =>
      numberFormat(locale, {
        style: 'percent',
        maximumFractionDigits: Math.abs(value) < 0.1 ? 1 : 0,
        signDisplay: 'exceptZero',
      }).format(value),
    money: (value, whole = false) =>
      value ? asMoney(value, whole ? { maximumFractionDigits: 0 } : {}) : '–',
    compactMoney: (value) => asMoney(value, { notation: 'compact', maximumFractionDigits: 1 }),
    date: (value) =>
      (typeof value === 'string' && dayOnly.test(value) ? plainDate : date)().format(new Date(value)),
    dateTime: (value) => dateTime().format(new Date(value)),
    time: (value) => time().format(new Date(value)),
    day: (value) => day().format(new Date(value)),
    dayKey: (value) => dayKey().format(new Date(value)),
    month: (key, long = false) =>
      dateFormat(locale, {
        month: long ? 'long' : 'short',
        year: long ? 'numeric' : '2-digit',
        timeZone: 'UTC',
      }).format(new Date(`${key}-01T00:00:00Z`)),
    relative: (value, now = Date.now()) => {
      const seconds = (new Date(value).getTime() - now) / 1000;
      for (const [unit, size] of relativeSteps) {
        if (Math.abs(seconds) >= size) return relative().format(Math.trunc(seconds / size), unit);
      }
      return relative().format(0, 'second');
    },
    country: (code) => {
      if (!code) return '';
      try {
        return countries().of(code) ?? code;
      } catch {
        return code;
      }
    },
    list: (values) => list().format(values),
  };
}

// Made when it is first asked for: a page needs two or three of them, and each takes milliseconds.
function later<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function validZone(timezone: string): string {
  if (!timezone || timezone === 'UTC') return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

// Change against a previous figure; null when there is nothing to compare with.
export function changeOf(current: number, previous: number): number | null {
  return previous === 0 ? null : (current - previous) / previous;
}

export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s@.]+/)
    .filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

// "French (France)" for fr-FR; an unknown tag as it is.
export function languageName(locale: string, tag: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
