import { expect, it } from 'vitest';
import { faultsIn } from './places';

const issue = (line: number, column: number) => ({
  path: 'rule',
  code: 'unexpected',
  message: '',
  params: { line: String(line), column: String(column) },
});

it('finds the word at a line and a column, counted in characters', () => {
  const text = 'country = FR\n AND đô = 3 apples';
  expect(faultsIn(text, [issue(2, 13)])[0]).toMatchObject({ at: 25, end: 31 });
  expect(text.slice(25, 31)).toBe('apples');
  const wide = 'a = "😀" ~ 2';
  expect(wide.slice(...range(faultsIn(wide, [issue(1, 9)])))).toBe('~');
});

it('stands at the end where the text ends too early, and skips what has no place', () => {
  expect(faultsIn('a = 1 AND', [issue(1, 10)])[0]).toMatchObject({ at: 9, end: 9 });
  expect(faultsIn('a', [{ path: 'name', code: 'required', message: '' }])).toEqual([]);
});

const range = (faults: { at: number; end: number }[]): [number, number] => [
  faults[0]?.at ?? 0,
  faults[0]?.end ?? 0,
];
