import { expect, test } from 'vitest';
import { dayAfter, daySpan, fromWallClock, startOfDay, wallClock } from './days';

test('a day begins when its zone says so', () => {
  expect(startOfDay('2026-11-20', 'Asia/Ho_Chi_Minh')).toBe('2026-11-19T17:00:00.000Z');
  expect(startOfDay('2026-11-20', 'UTC')).toBe('2026-11-20T00:00:00.000Z');
});

test('summer time changes the begin', () => {
  expect(startOfDay('2026-03-29', 'Europe/Paris')).toBe('2026-03-28T23:00:00.000Z');
  expect(startOfDay('2026-03-30', 'Europe/Paris')).toBe('2026-03-29T22:00:00.000Z');
});

test('the last day of a span is in it', () => {
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  expect(daySpan('created', { created_from: '2026-11-01', created_to: '2026-11-30' }, 'UTC')).toEqual({
    created_from: '2026-11-01T00:00:00.000Z',
    created_to: '2026-12-01T00:00:00.000Z',
  });
  expect(daySpan('created', { created_from: 'nonsense' }, 'UTC').created_from).toBeUndefined();
});

test('times are filled in by the clock of the workspace, also where it changes', () => {
  expect(wallClock('2026-11-28T14:44:00.000Z', 'Europe/Paris')).toBe('2026-11-28T15:44');
  expect(wallClock(null, 'Europe/Paris')).toBe('');
  expect(fromWallClock('2026-11-28T15:44', 'Europe/Paris')).toBe('2026-11-28T14:44:00.000Z');
  expect(fromWallClock('2026-03-29T04:00', 'Europe/Paris')).toBe('2026-03-29T02:00:00.000Z');
  expect(fromWallClock('2026-11-28T08:00', 'Asia/Ho_Chi_Minh')).toBe('2026-11-28T01:00:00.000Z');
  expect(fromWallClock('', 'UTC')).toBeNull();
});
