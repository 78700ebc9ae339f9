import { expect, test } from 'vitest';
import type { Definition } from '../types';
import { changed, firstStep, redone, undone } from './steps';

const start = { cap: 100, horizon_days: 30 } as Definition;

test('quick changes of one part are one step, which goes back and comes again', () => {
  let steps = firstStep(start);
  steps = changed(steps, { cap: 50 }, 1_000);
  steps = changed(steps, { cap: 55 }, 1_500);
  steps = changed(steps, { horizon_days: 60 }, 1_700);
  expect(steps.past).toHaveLength(2);
  steps = undone(steps);
  expect(steps.now).toEqual({ cap: 55, horizon_days: 30 });
  steps = undone(steps);
  expect(steps.now).toEqual(start);
  expect(undone(steps)).toBe(steps);
  steps = redone(redone(steps));
  expect(steps.now).toEqual({ cap: 55, horizon_days: 60 });
  expect(redone(steps)).toBe(steps);
});

test('a change after going back forgets what was ahead', () => {
  let steps = undone(changed(firstStep(start), { cap: 50 }, 1_000));
  steps = changed(steps, { cap: 20 }, 1_100);
  expect(steps.future).toEqual([]);
  expect(undone(steps).now).toEqual(start);
});
