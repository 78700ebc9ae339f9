import { expect, test } from 'vitest';
import type { Contact } from '@/api/types';
import { changesOf, differences, valuesOf } from './model';

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

test('two edits clash only where the stored value is another than mine', () => {
  const current = { ...contact, city: 'Lyon', first_name: 'Léa' } as Contact;
  expect(differences({ city: 'Nantes', first_name: 'Léa' }, current)).toEqual([
    { field: 'city', mine: 'Nantes', theirs: 'Lyon' },
  ]);
});
