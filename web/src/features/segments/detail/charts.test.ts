import { describe, expect, it } from 'vitest';
import { everyDay } from './days';
import { bottom, layOut } from '@/ui/charts/sankey';
import { circles, distance, lens, sizeOf } from './venn';

describe('overlap as circles', () => {
  const regions = [
    { ids: ['a'], count: 300 },
    { ids: ['b'], count: 100 },
    { ids: ['a', 'b'], count: 100 },
  ];

  it('gives circles and their overlap the areas of the sets', () => {
    expect(sizeOf(regions, ['a'])).toBe(400);
    const [a, b] = circles(['a', 'b'], regions, 300, 200);
    if (!a || !b) throw new Error('two circles');
    expect(a.r ** 2 / b.r ** 2).toBeCloseTo(2, 3);
    const shared = lens(a.r, b.r, Math.hypot(a.x - b.x, a.y - b.y));
    expect(shared / (Math.PI * b.r ** 2)).toBeCloseTo(0.5, 3);
    for (const c of [a, b]) {
      expect(c.x - c.r).toBeGreaterThanOrEqual(-0.01);
      expect(c.x + c.r).toBeLessThanOrEqual(300.01);
      expect(c.y + c.r).toBeLessThanOrEqual(200.01);
    }
  });

  it('puts sets that share nobody apart, and one that lies within the other inside', () => {
    expect(distance(3, 2, 0)).toBeGreaterThan(5);
    expect(distance(3, 1, Math.PI)).toBeCloseTo(2, 3);
  });

  it('stays finite for three sets that circles cannot show, and for empty ones', () => {
    const odd = [
      { ids: ['a'], count: 10 },
      { ids: ['a', 'c'], count: 5 },
      { ids: ['b'], count: 900 },
      { ids: ['c'], count: 0 },
    ];
    for (const one of circles(['a', 'b', 'c', 'd'].slice(0, 3), odd, 300, 200))
      expect(Number.isFinite(one.x + one.y + one.r)).toBe(true);
    for (const one of circles(['a', 'b'], [], 300, 200)) expect(Number.isFinite(one.x + one.r)).toBe(true);
  });
});

describe('migration as bands', () => {
  it('fills both columns with the same people', () => {
    const { left, right, bands } = layOut(
      [
        { from: 'new', to: 'loyal', count: 30 },
        { from: 'new', to: 'none', count: 10 },
        { from: 'none', to: 'new', count: 60 },
        { from: 'loyal', to: 'loyal', count: 0 },
      ],
      ['new', 'loyal', 'none'],
      220,
    );
    expect(left.map((bar) => [bar.id, bar.count])).toEqual([
      ['new', 40],
      ['none', 60],
    ]);
    expect(right.map((bar) => bar.id)).toEqual(['new', 'loyal', 'none']);
    const sum = (bars: { height: number }[]) => bars.reduce((total, bar) => total + bar.height, 0);
    expect(sum(left)).toBeCloseTo(200);
    expect(sum(right)).toBeCloseTo(200);
    expect(sum(bands)).toBeCloseTo(200);
    expect(layOut([], [], 200).bands).toEqual([]);
  });

  it('keeps the names of thin bars apart and says where the columns end', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const drawn = layOut(
      ids.map((to, at) => ({ from: 'none', to, count: at ? 1 : 10_000 })),
      ids,
      200,
    );
    const middles = drawn.right.map((bar) => bar.y + bar.height / 2);
    for (const [at, middle] of middles.entries())
      if (at > 1) expect(middle - (middles[at - 1] ?? 0)).toBeGreaterThanOrEqual(15.9);
    expect(bottom(drawn)).toBeGreaterThanOrEqual((middles.at(-1) ?? 0) + 8);
    expect(bottom(layOut([], [], 200))).toBe(0);
  });
});

describe('days', () => {
  it('are all there, with the size of the day before where nothing moved', () => {
    const moved = [
      { day: '2026-11-20', size: 12, entered: 3, left: 1 },
      { day: '2026-11-22', size: 11, entered: 0, left: 1 },
    ];
    expect(everyDay(moved, 5, '2026-11-23', 11).map((day) => [day.day, day.size])).toEqual([
      ['2026-11-19', 10],
      ['2026-11-20', 12],
      ['2026-11-21', 12],
      ['2026-11-22', 11],
      ['2026-11-23', 11],
    ]);
    expect(everyDay(moved, 5, '2026-11-23', 11, '2026-11-22')).toHaveLength(2);
    expect(everyDay([], 2, '2026-11-23', 7).map((day) => day.size)).toEqual([7, 7]);
  });
});
