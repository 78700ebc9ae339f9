import { describe, expect, it } from 'vitest';
import { grid, groupOf, heat, valueOfTop } from './base/figures';
import { byStage, contactsWith, onBar, riskRule, riskWord, segmentOf, stages, tiers } from './stages';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('rules for lists and segments', () => {
  it('ask for a stage in the address of the contacts', () => {
    const address = contactsWith('lifecycle_stage', 'at_risk');
    const filter = new URLSearchParams(address.split('?')[1]).get('filter') ?? '';
    expect(JSON.parse(filter)).toEqual({
      all: [{ field: 'lifecycle_stage', op: 'in', value: ['at_risk'] }],
    });
  });
  it('name tiers from the best on, and none where all are meant', () => {
    expect(riskRule({ risk: 50, tiers: ['vip', 'high'], stages: ['at_risk'] })).toBe(
      'churn_risk >= 50 AND clv_tier IN (vip, high) AND lifecycle_stage IN (at_risk)',
    );
    expect(riskRule({ risk: 30, tiers: [...tiers], stages: [...stages] })).toBe('churn_risk >= 30');
    expect(riskRule({ risk: 30, tiers: [], stages: [] })).toBe('churn_risk >= 30');
  });
  it('reach the builder whole', () => {
    const rule = riskRule({ risk: 50, tiers: ['vip'], stages: [] });
    const address = new URLSearchParams(segmentOf(rule, 'At risk & dear', 'clv').split('?')[1]);
    expect(address.get('rule')).toBe(rule);
    expect(address.get('name')).toBe('At risk & dear');
  });
});

describe('figures', () => {
  it('put every cell of recency and frequency in its place', () => {
    const cells = grid(
      [
        { recency: 5, frequency: 1, customers: 7, revenue: eur(100) },
        { recency: 1, frequency: 5, customers: 3, revenue: eur(900) },
      ],
      'customers',
    );
    expect(cells[0]).toEqual([7, 0, 0, 0, 0]);
    expect(cells[4]).toEqual([0, 0, 0, 0, 3]);
    expect(grid([{ recency: 1, frequency: 5, customers: 3, revenue: eur(900) }], 'revenue')[4]?.[4]).toBe(
      900,
    );
  });
  it('name a group for each of the 25 cells as the definitions have it', () => {
    expect(groupOf(5, 5)).toBe('champions');
    expect(groupOf(3, 3)).toBe('need_attention');
    expect(groupOf(2, 5)).toBe('cannot_lose');
    expect(groupOf(1, 3)).toBe('at_risk');
    expect(groupOf(1, 2)).toBe('lost');
    expect(groupOf(2, 1)).toBe('hibernating');
  });
  it('shade by quarters of the largest, nobody not at all', () => {
    expect([0, 1, 25, 26, 50, 75, 76, 100].map((value) => heat(value, 100))).toEqual([
      0, 1, 1, 2, 2, 3, 4, 4,
    ]);
    expect(heat(5, 0)).toBe(0);
  });
  it('tell the value of the top fifth between two points', () => {
    const points = [
      { customers: 0, value: 0 },
      { customers: 0.1, value: 0.4 },
      { customers: 0.3, value: 0.8 },
      { customers: 1, value: 1 },
    ];
    expect(valueOfTop(points, 0.2)).toBeCloseTo(0.6);
    expect(valueOfTop(points, 1)).toBe(1);
    expect(valueOfTop([], 0.2)).toBeNull();
  });
  it('keep a range on its bar', () => {
    expect(onBar(-1, 2, 4, 8)).toEqual({ from: 0, at: 25, to: 50 });
    expect(onBar(0, 0, 0, 0).to).toBe(0);
  });
  it('say how grave a risk is, the bounds with the graver word', () => {
    expect([0, 19.9, 20, 50, 79, 80, 100].map(riskWord)).toEqual([
      'low',
      'low',
      'some',
      'high',
      'high',
      'very_high',
      'very_high',
    ]);
  });
  it('put stages in the order in which customers pass them', () => {
    const lines = (['churned', 'loyal', 'new'] as const).map((stage) => ({ stage }));
    expect(byStage(lines).map((line) => line.stage)).toEqual(['new', 'loyal', 'churned']);
  });
});
