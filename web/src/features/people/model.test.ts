import { expect, test } from 'vitest';
import type { Contact } from '@/api/types';
import { changesOf, chosenChanges, comparison, isOvertaken, valuesOf } from './model';

const contact = {
  id: '1',
  first_name: 'Léa',
  city: 'Paris',
  tags: ['vip'],
  company: 'Old',
  version: 3,
} as unknown as Contact;

test('a form sends only what differs and clears with null', () => {
  const before = valuesOf(contact);
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf({ ...before, city: '', job_title: ' Buyer ' }, before)).toEqual({
    city: null,
    job_title: 'Buyer',
  });
  expect(changesOf({ ...before, tags: ['vip', 'press'] }, before)).toEqual({ tags: ['vip', 'press'] });
});

test('a chosen company brings its own name', () => {
  const before = valuesOf(contact);
  expect(changesOf({ ...before, company: 'Acme', company_id: 'c1' }, before)).toEqual({ company_id: 'c1' });
});

test('two edits stand side by side: what I changed first, what only they changed as theirs', () => {
  const base = { ...contact, custom: { size: 41, colour: 'red' } } as unknown as Contact;
  const current = {
    ...base,
    city: 'Lyon',
    job_title: 'Chemist',
    custom: { size: 42, colour: 'red' },
  } as unknown as Contact;
  const rows = comparison({ city: 'Nantes', first_name: 'Léa', custom: { size: 43 } }, base, current);
  expect(rows).toEqual([
    { field: 'city', mine: 'Nantes', theirs: 'Lyon', changedByMe: true },
    { field: 'custom.size', mine: 43, theirs: 42, changedByMe: true },
    { field: 'job_title', mine: null, theirs: 'Chemist', changedByMe: false },
  ]);
  expect(chosenChanges(rows.filter((row) => row.changedByMe))).toEqual({
    city: 'Nantes',
    custom: { size: 43 },
  });
});

test('a change is overtaken only by another value of the same field', () => {
  const current = { ...contact, city: 'Lyon', version: 4 } as Contact;
  expect(isOvertaken({ first_name: 'Lea' }, contact, current)).toBe(false);
  expect(isOvertaken({ city: 'Lyon' }, contact, current)).toBe(false);
  expect(isOvertaken({ city: 'Nantes' }, contact, current)).toBe(true);
  expect(
    isOvertaken({ custom: { size: 1 } }, contact, { ...contact, custom: { size: 2 } } as unknown as Contact),
  ).toBe(true);
});
