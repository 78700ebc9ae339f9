import { describe, expect, it } from 'vitest';
import type { FitReport, PurchaseFit } from '../types';
import { aucWord, className, dayOf, firstUnknownWeek, fitBefore, outcomeOf, parameters } from './fits';

const report = (changes: Partial<FitReport>) => ({ converged: true, shrinkage: '', ...changes }) as FitReport;
const fit = (id: string, fitted = true) =>
  ({ id, purchases: { parameters: fitted ? { r: 1 } : null } }) as unknown as PurchaseFit;

describe('fits', () => {
  it('set parameters beside their errors and those of the fit before', () => {
    expect(
      parameters(['r', 'alpha', 'q'], { r: 0.3, alpha: 30 }, { r: 0.01 }, { r: 0.2, alpha: 30 }),
    ).toEqual([
      { name: 'r', value: 0.3, error: 0.01, before: 0.2, change: expect.closeTo(0.5) },
      { name: 'alpha', value: 30, error: null, before: 30, change: 0 },
    ]);
    expect(parameters(['r'], null, null, null)).toEqual([]);
  });
  it('are compared with the one before that had a result', () => {
    const fits = [fit('c'), fit('b', false), fit('a')];
    expect(fitBefore(fits, 'c')?.id).toBe('a');
    expect(fitBefore(fits, 'a')).toBeUndefined();
    expect(fitBefore(fits, 'x')).toBeUndefined();
  });
  it('name classes of frequency as people read them', () => {
    const one = { customers: 1, actual: 0, expected: 0 };
    expect(className({ ...one, from: 0, to: 0 })).toBe('0');
    expect(className({ ...one, from: 4, to: 6 })).toBe('4–6');
    expect(className({ ...one, from: 7, to: null })).toBe('7+');
  });
  it('know the first week after the cut', () => {
    const point = { actual: 0, expected: 0, actual_total: 0, expected_total: 0 };
    const tracking = [7, 14, 21].map((day, index) => ({ ...point, week: index + 1, day }));
    expect(firstUnknownWeek({ cut: 14, tracking })).toBe(3);
    expect(firstUnknownWeek({ cut: 21, tracking })).toBeNull();
    expect(dayOf(20694)).toBe('2026-08-29');
  });
  it('say whether they found their peak', () => {
    expect(outcomeOf(report({}), true)).toBe('converged');
    expect(outcomeOf(report({ shrinkage: 'a weak prior' }), true)).toBe('shrunk');
    expect(outcomeOf(report({ converged: false }), false)).toBe('not_enough');
    expect(outcomeOf(report({ converged: false }), true)).toBe('not_converged');
    expect([0.5, 0.65, 0.8].map(aucWord)).toEqual(['poor', 'fair', 'good']);
  });
});
