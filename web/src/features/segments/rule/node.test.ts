import { describe, expect, it } from 'vitest';
import { canMove, duplicate, find, move, remove, spotOf, step, unwrap, update, wrap } from './edit';
import { didNode, group, isGroup, nodesAt, readRule, type RuleNode, test, writeRule } from './node';

const write = (json: unknown) => writeRule(readRule(json)).json;

// Any tree that the language can say, from a small random generator that always gives the same trees.
function trees(seed: number) {
  let state = seed * 2654435761 + 1;
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % n;
  };
  const leaf = (field: string): Record<string, unknown> => {
    const pick = below(4);
    if (pick === 0) return { field, op: 'is_null' };
    if (pick === 1) return { field, op: 'in', value: ['a', 7, true].slice(0, 1 + below(3)) };
    if (pick === 2) return { field, op: 'in_last', value: { days: 1 + below(90) } };
    return { field, op: 'between', value: [1, { amount: 250, currency: 'EUR' }] };
  };
  const tree = (depth: number): Record<string, unknown> => {
    const pick = below(depth > 0 ? 7 : 3);
    if (pick === 0) return leaf(below(2) ? 'occurred_at' : 'city');
    if (pick === 1) return { segment: 'Regulars' };
    if (pick === 2) {
      const where = below(3) ? { where: below(2) ? leaf('occurred_at') : tree(Math.max(0, depth - 1)) } : {};
      return {
        history: below(2) ? 'events' : 'orders',
        ...(below(2) ? { names: ['login', 'x'] } : {}),
        measure: below(2) ? 'count' : 'sum',
        field: 'net',
        ...where,
        op: 'greater',
        value: below(9),
      };
    }
    const children = Array.from({ length: below(4) }, () => tree(depth - 1));
    return { [['all', 'any', 'none'][below(3)] ?? 'all']: children };
  };
  return tree(4);
}

describe('a rule in the builder', () => {
  it('is written as it was read, whatever its shape', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const json = trees(seed);
      expect(write(json), `seed ${seed}`).toEqual(json);
    }
  });

  it('keeps the rows of a history that stand under a window', () => {
    const json = {
      history: 'events',
      names: ['clicked'],
      measure: 'count',
      where: {
        all: [
          { field: 'occurred_at', op: 'in_last', value: { days: 30 } },
          { any: [{ field: 'path', op: 'contains', value: 'x' }] },
        ],
      },
      op: 'greater_equal',
      value: 3,
    };
    expect(write(json)).toEqual(json);
  });

  it('leaves out what is not finished, and groups that it empties', () => {
    const root = group('all', [test('city', 'is_null'), group('any', [test('', ''), test('age', 'less')])]);
    expect(writeRule(root).json).toEqual({ field: 'city', op: 'is_null' });
    expect(writeRule(group('all')).json).toEqual({ all: [] });
    const did = { ...didNode(['login']), window: null };
    expect(writeRule(group('all', [did])).json).toEqual({
      history: 'events',
      names: ['login'],
      measure: 'count',
      op: 'greater_equal',
      value: 1,
    });
  });

  it('says which node stands at a path of the server', () => {
    const only = test('city', 'is_null');
    const block = group('any', [only]);
    const second = test('age', 'less', 3);
    const { places } = writeRule(group('all', [block, test('', ''), second]));
    expect(nodesAt(places, 'rule.all[0]')).toEqual([block.id, only.id]);
    expect(nodesAt(places, 'rule.all[1].value[0]')).toEqual([second.id]);
    expect(nodesAt(places, 'name')).toEqual([]);
  });
});

describe('changes by place', () => {
  const a = test('a', 'is_null');
  const b = test('b', 'is_null');
  const c = test('c', 'is_null');
  const inner = group('any', [b, c]);
  const did = didNode(['login']);
  const root = group('all', [a, inner, did]);
  const shape = (node: RuleNode): unknown =>
    isGroup(node) ? { [node.kind]: node.children.map(shape) } : node.kind === 'test' ? node.field : node.kind;

  it('moves nodes within and between groups, never into themselves or another history', () => {
    expect(shape(move(root, a.id, inner.id, 1))).toEqual({ all: [{ any: ['b', 'a', 'c'] }, 'history'] });
    expect(shape(move(root, a.id, root.id, 3))).toEqual({ all: [{ any: ['b', 'c'] }, 'history', 'a'] });
    expect(canMove(root, inner.id, inner.id)).toBe(false);
    expect(canMove(root, a.id, did.where.id)).toBe(false);
  });

  it('steps over the borders of groups', () => {
    expect(shape(step(root, a.id, 1))).toEqual({ all: [{ any: ['a', 'b', 'c'] }, 'history'] });
    expect(shape(step(root, b.id, -1))).toEqual({ all: ['a', 'b', { any: ['c'] }, 'history'] });
    expect(shape(step(root, c.id, 1))).toEqual({ all: ['a', { any: ['b'] }, 'c', 'history'] });
    expect(step(root, a.id, -1)).toBe(root);
  });

  it('wraps, unwraps, duplicates and takes away', () => {
    expect(shape(wrap(root, a.id, 'none'))).toEqual({
      all: [{ none: ['a'] }, { any: ['b', 'c'] }, 'history'],
    });
    expect(shape(unwrap(root, inner.id))).toEqual({ all: ['a', 'b', 'c', 'history'] });
    const twice = duplicate(root, did.id);
    expect(twice.children).toHaveLength(4);
    expect(new Set(twice.children.map((node) => node.id)).size).toBe(4);
    expect(find(remove(root, b.id), b.id)).toBeNull();
    expect(spotOf(root, c.id)).toMatchObject({ index: 1, scope: '' });
    expect(update(root, 'nobody', () => null)).toBe(root);
  });
});
