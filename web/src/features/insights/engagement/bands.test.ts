import { expect, test } from 'vitest';
import { atLeast, contactsOf, nameOf, ruleOf } from './bands';

const bands = [
  { from: 0, to: 0, contacts: 5 },
  { from: 1, to: 9, contacts: 3 },
  { from: 50, to: 59, contacts: 2 },
  { from: 90, to: 100, contacts: 1 },
];

test('a band is a rule, a list and a name', () => {
  expect(bands.map(nameOf)).toEqual(['0', '1–9', '50–59', '90–100']);
  expect(ruleOf({ from: 0, to: 0, contacts: 1 })).toBe('engagement_score = 0');
  expect(ruleOf({ from: 10, to: 19, contacts: 1 })).toBe('engagement_score >= 10 AND engagement_score <= 19');
  expect(decodeURIComponent(contactsOf({ from: 10, to: 19, contacts: 1 }))).toContain(
    '"op":"less_equal","value":19',
  );
});

test('those above a score are those of the bands from it on', () => {
  expect(atLeast(bands, 1)).toBe(6);
  expect(atLeast(bands, 50)).toBe(3);
  expect(atLeast([], 50)).toBe(0);
});
