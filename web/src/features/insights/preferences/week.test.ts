import { expect, test } from 'vitest';
import { busiestHour, createClock, howSure, neighbour, strengths } from './week';

test('hours and weekdays are told in the language of the reader', () => {
  expect(createClock('fr').weekday(0)).toBe('lundi');
  expect(createClock('fr').hours(13)).toBe('13:00–14:00');
  expect(createClock('vi').weekday(6)).toBe('Chủ Nhật');
  expect(createClock('fr').hours(166)).toBe('22:00–23:00');
});

test('an hour is usual when it is used twice and more than every other', () => {
  expect(busiestHour([])).toBeNull();
  expect(busiestHour([0, 1, 0])).toBeNull();
  expect(busiestHour([0, 2, 2])).toBeNull();
  expect(busiestHour([0, 2, 3])).toEqual({ hour: 2, count: 3 });
});

test('where all hours are alike none stands out', () => {
  expect(strengths([0.5, 0.5])).toEqual([0, 0]);
  expect(strengths([1, 3, 2])).toEqual([0, 1, 0.5]);
});

test('arrow keys walk around the week', () => {
  expect(neighbour(0, 'ArrowLeft')).toBe(167);
  expect(neighbour(167, 'ArrowRight')).toBe(0);
  expect(neighbour(10, 'ArrowUp')).toBe(6 * 24 + 10);
  expect(neighbour(34, 'ArrowDown')).toBe(58);
  expect(neighbour(34, 'Home')).toBe(24);
  expect(neighbour(34, 'End')).toBe(47);
  expect(neighbour(34, 'Enter')).toBeNull();
});

test('many acts that favour no hour are a hint and nothing more', () => {
  expect(howSure('good', 0.5 / 168)).toBe('some');
  expect(howSure('good', 2 / 168)).toBe('good');
  expect(howSure('few', 0)).toBe('few');
});
