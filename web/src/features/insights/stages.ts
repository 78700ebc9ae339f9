// What the screens know of stages, tiers and groups without asking: order, tones, colours, and the rules by
// which lists and segments ask for them. Pure.
import type { Tone } from '@/ui/marks';
import type { LifecycleStage, Tier } from './types';

// From those who have just come to those who are gone.
export const stages: LifecycleStage[] = ['new', 'active', 'loyal', 'reactivated', 'at_risk', 'churned'];
export const tiers: Tier[] = ['vip', 'high', 'medium', 'low'];

export const stageTone: Record<LifecycleStage, Tone> = {
  new: 'info',
  active: 'ok',
  loyal: 'brand',
  reactivated: 'info',
  at_risk: 'warn',
  churned: 'bad',
};

export const stageColour: Record<LifecycleStage, string> = {
  new: 'var(--series-4)',
  active: 'var(--series-2)',
  loyal: 'var(--series-1)',
  reactivated: 'var(--series-7)',
  at_risk: 'var(--series-3)',
  churned: 'var(--series-5)',
};

export const tierTone: Record<Tier, Tone> = { vip: 'brand', high: 'info', medium: 'neutral', low: 'neutral' };

// A list of contacts with a condition on one field.
export function contactsWith(field: string, value: string): string {
  const filter = JSON.stringify({ all: [{ field, op: 'in', value: [value] }] });
  return `/contacts?filter=${encodeURIComponent(filter)}`;
}

// The builder with a rule in it.
export function segmentOf(
  rule: string,
  name: string,
  kind: 'lifecycle' | 'rfm' | 'clv' | 'behavioral',
): string {
  return `/segments/create?${new URLSearchParams({ rule, name, kind })}`;
}

// Which of the customers at risk: from a churn risk on, of some tiers, in some stages (none chosen: of all).
export interface RiskChoice {
  risk: number;
  tiers: Tier[];
  stages: LifecycleStage[];
}
export function riskRule(choice: RiskChoice): string {
  const some = <T>(all: T[], chosen: T[]) => chosen.length > 0 && chosen.length < all.length;
  return [
    `churn_risk >= ${choice.risk}`,
    ...(some(tiers, choice.tiers) ? [`clv_tier IN (${choice.tiers.join(', ')})`] : []),
    ...(some(stages, choice.stages) ? [`lifecycle_stage IN (${choice.stages.join(', ')})`] : []),
  ].join(' AND ');
}

// Those who matter come first, and every stage is there.
export function byStage<T extends { stage: LifecycleStage }>(lines: T[]): T[] {
  return lines.toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
}

// How likely somebody is lost, in a word.
export function riskWord(risk: number): 'low' | 'some' | 'high' | 'very_high' {
  if (risk < 20) return 'low';
  if (risk < 50) return 'some';
  return risk < 80 ? 'high' : 'very_high';
}
export const riskTone: Record<ReturnType<typeof riskWord>, Tone> = {
  low: 'ok',
  some: 'neutral',
  high: 'warn',
  very_high: 'bad',
};

// Where a range and the value within it lie on a bar from 0 to `most`, in per cent of its length.
export function onBar(low: number, value: number, high: number, most: number) {
  const end = Math.max(most, high, value, 1e-9);
  const at = (number: number) => (Math.min(Math.max(number, 0), end) / end) * 100;
  return { from: at(low), to: at(high), at: at(value) };
}
