import { describe, expect, it } from 'vitest';
import {
  asKind,
  bandAt,
  differences,
  emptyDefinition,
  freeName,
  highest,
  isAbout,
  mostOf,
  newComponent,
  sameDefinition,
} from './definition';
import type { Component, Definition } from './types';

const rule = (name: string, points: number): Component => ({
  name,
  label: { en: name },
  kind: 'rule',
  points,
});
const model = (...components: Component[]): Definition => ({
  ...emptyDefinition('points', { en: 'Lead score' }),
  components,
});

describe('definitions of score models', () => {
  it('give at most what their parts give, up to the cap', () => {
    expect(mostOf(newComponent('steps', []))).toBe(20);
    expect(mostOf({ ...newComponent('filled', []), cap: 5 })).toBe(5);
    expect(mostOf(newComponent('events', []))).toBe(20);
    expect(highest(model(rule('a', 30), rule('b', 40)))).toBe(70);
    expect(highest(model(rule('a', 80), rule('b', 40)))).toBe(100);
    expect(highest({ ...model(rule('a', 5)), normalise: 'share' })).toBe(100);
  });

  it('name new parts apart, and keep the label over a change of the kind', () => {
    expect(freeName('rule', ['rule', 'rule_2'])).toBe('rule_3');
    const changed = asKind({ ...rule('a', 30), needs: ['x'] }, 'scaled');
    expect(changed).toMatchObject({ name: 'a', label: { en: 'a' }, needs: ['x'], kind: 'scaled', cap: 25 });
    expect(changed.points).toBeUndefined();
  });

  it('tell what differs: weights, parts, order and the rest', () => {
    const before = model(rule('a', 10), rule('b', 10), rule('c', 10));
    const after = model(rule('c', 10), rule('a', 25), rule('d', 5));
    expect(differences(before, after).map((one) => [one.kind, one.name])).toEqual([
      ['weight', 'a'],
      ['added', 'd'],
      ['removed', 'b'],
      ['moved', undefined],
    ]);
    expect(differences(before, { ...before, cap: 80, horizon_days: 30 }).map((one) => one.kind)).toEqual([
      'cap',
      'outcome',
    ]);
    expect(differences(null, after)).toEqual([]);
  });

  it('are the same where only empty values differ', () => {
    const before = model(rule('a', 10));
    const after = model({ ...rule('a', 10), fields: [], cap: null, needs: [] });
    expect(differences(before, after)).toEqual([]);
    expect(sameDefinition(before, after)).toBe(true);
    expect(sameDefinition(before, { ...after, cap: 5 })).toBe(false);
  });

  it('know the range of a score, and the part that an issue is about', () => {
    const bands = [
      { name: 'cold', label: {}, from: 0 },
      { name: 'hot', label: {}, from: 70 },
    ];
    expect(bandAt(bands, 69.9)?.name).toBe('cold');
    expect(bandAt(bands, 70)?.name).toBe('hot');
    expect(isAbout('definition.components[1].rule.all[0]', 'components', 1)).toBe(true);
    expect(isAbout('definition.components[11].rule', 'components', 1)).toBe(false);
  });
});
