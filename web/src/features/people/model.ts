// What the screens know of contacts without asking: tones, choices, and what a form sends.
import type { ConsentStatus, Contact, ContactStatus, Stage } from '@/api/types';
import type { Tone } from '@/ui/marks';
import { customChanges, customOf, type CustomValues } from './fields/fields';

export const statuses: ContactStatus[] = [
  'new',
  'contacted',
  'engaged',
  'qualified',
  'converted',
  'unsubscribed',
  'bounced',
];
export const stages: Stage[] = ['new', 'contacted', 'engaged', 'qualified', 'converted'];
export const consentStatuses: ConsentStatus[] = [
  'unknown',
  'pending',
  'legitimate_interest',
  'b2b_optout_allowed',
  'b2c_optin_confirmed',
  'refused',
  'withdrawn',
  'expired',
];

export const statusTone: Record<ContactStatus, Tone> = {
  new: 'info',
  contacted: 'neutral',
  engaged: 'brand',
  qualified: 'warn',
  converted: 'ok',
  unsubscribed: 'bad',
  bounced: 'bad',
};

export const consentTone: Record<ConsentStatus, Tone> = {
  unknown: 'neutral',
  pending: 'info',
  legitimate_interest: 'ok',
  b2b_optout_allowed: 'ok',
  b2c_optin_confirmed: 'ok',
  refused: 'bad',
  withdrawn: 'bad',
  expired: 'warn',
};

// The fields of the form, as text; money apart.
export interface ContactValues extends Record<string, unknown> {
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  company: string;
  company_id: string | null;
  job_title: string;
  country: string | null;
  city: string;
  locale: string | null;
  source: string;
  keyword_intent: string;
  owner_id: string | null;
  tags: string[];
  notes: string;
  consent_status: ConsentStatus | null;
  custom: CustomValues;
}

const texts = [
  'first_name',
  'last_name',
  'email',
  'phone',
  'company',
  'job_title',
  'city',
  'source',
  'keyword_intent',
  'notes',
] as const;
const choices = ['company_id', 'country', 'locale', 'owner_id'] as const;

export function valuesOf(contact?: Partial<Contact>): ContactValues {
  const values = {
    tags: contact?.tags ?? [],
    consent_status: null,
    custom: customOf(contact),
  } as unknown as ContactValues;
  for (const field of texts) values[field] = contact?.[field] ?? '';
  for (const field of choices) values[field] = contact?.[field] ?? null;
  return values;
}

// Only what differs: null clears, absent keeps.
export function changesOf(values: ContactValues, before: ContactValues): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of texts) {
    const value = values[field].trim();
    if (value !== before[field]) changes[field] = value || null;
  }
  for (const field of choices) if (values[field] !== before[field]) changes[field] = values[field];
  if (values.tags.join('\n') !== before.tags.join('\n')) changes.tags = values.tags;
  if (values.consent_status && values.consent_status !== before.consent_status) {
    changes.consent_status = values.consent_status;
  }
  const custom = customChanges(values.custom, before.custom);
  if (custom) changes.custom = custom;
  // The name of a chosen company comes from the company.
  if (changes.company_id) delete changes.company;
  return changes;
}

export type Changes = Record<string, unknown>;

export interface Compared {
  field: string; // a field of the workspace's own is custom.<name>
  mine: unknown;
  theirs: unknown;
  changedByMe: boolean;
}

// What somebody else may have changed meanwhile, beside fields of the workspace's own.
const compared = [...texts, ...choices, 'tags', 'stage', 'estimated_value'] as const;
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function flat({ custom, ...changes }: Changes): Map<string, unknown> {
  const own = Object.entries((custom ?? {}) as Changes).map(([name, value]) => [`custom.${name}`, value]);
  return new Map([...Object.entries(changes), ...own] as [string, unknown][]);
}

function valueIn(contact: Contact, field: string): unknown {
  const record = contact as unknown as Changes;
  return (field.startsWith('custom.') ? customOf(contact)[field.slice(7)] : record[field]) ?? null;
}

// Mine beside theirs for every field that differs: first what I changed, then what only they changed since I read
// the contact, where mine is what I saw.
export function comparison(changes: Changes, base: Contact, current: Contact): Compared[] {
  const mine = flat(changes);
  const own = [...Object.keys(customOf(base)), ...Object.keys(customOf(current))];
  const others = new Set<string>([...compared, ...own.map((name) => `custom.${name}`)]);
  if (!same(base.company_id, current.company_id) || mine.has('company_id')) others.delete('company');
  const rows: Omit<Compared, 'theirs'>[] = [...mine].map(([field, value]) => ({
    field,
    mine: value ?? null,
    changedByMe: true,
  }));
  for (const field of others)
    if (!mine.has(field) && !same(valueIn(base, field), valueIn(current, field)))
      rows.push({ field, mine: valueIn(base, field), changedByMe: false });
  return rows
    .map((row) => ({ ...row, theirs: valueIn(current, row.field) }))
    .filter((row) => !same(row.mine, row.theirs));
}

// The changes that write "mine" of these rows.
export function chosenChanges(rows: Compared[]): Changes {
  const changes: Changes = {};
  const custom: Changes = {};
  for (const { field, mine } of rows) {
    if (field.startsWith('custom.')) custom[field.slice(7)] = mine;
    else changes[field] = mine;
  }
  if (Object.keys(custom).length) changes.custom = custom;
  return changes;
}

// Whether somebody else changed one of the same fields since, to something else than I do.
export function isOvertaken(changes: Changes, base: Contact, current: Contact): boolean {
  return [...flat(changes)].some(
    ([field, value]) =>
      !same(valueIn(base, field), valueIn(current, field)) && !same(value, valueIn(current, field)),
  );
}
