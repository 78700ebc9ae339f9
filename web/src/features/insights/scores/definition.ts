// Definitions of score models: new parts, what they give at most, and what differs between two. Pure.
import type { Band, Choice, Component, Definition, PartKind, Texts } from './types';

export const partKinds: PartKind[] = ['rule', 'filled', 'scaled', 'steps', 'events'];

export const emptyDefinition = (kind: Definition['kind'], label: Texts): Definition => ({
  label,
  description: {},
  kind,
  components: [],
  cap: kind === 'points' ? 100 : null,
  normalise: 'none',
  count_unmeasured: false,
  bands: [],
  choices: [],
  otherwise: kind === 'choice' ? { name: 'other', label: { en: 'Other', fr: 'Autre', vi: 'Khác' } } : null,
  outcome: { kind: 'first_order' },
  horizon_days: 90,
});

// A name that none of the others has: component_2, component_3, …
export function freeName(wanted: string, taken: string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}

const starts: Record<PartKind, Partial<Component>> = {
  rule: { points: 10, rule: '' },
  filled: { points: 20, fields: ['email', 'phone'] },
  scaled: { field: 'engagement_score', factor: 0.25, cap: 25 },
  steps: {
    field: 'orders_count',
    steps: [
      { from: 1, points: 10 },
      { from: 3, points: 20 },
    ],
  },
  events: { events: [], points: 2, within_days: 90, half_life_days: 30, cap: 20 },
};

// Of another kind: what both kinds have stays.
export function asKind(component: Component, kind: PartKind): Component {
  const { name, label, needs } = component;
  return { name, label, needs, kind, ...starts[kind] };
}
export const newComponent = (kind: PartKind, taken: string[]): Component =>
  asKind({ name: freeName(kind, taken), label: {}, kind }, kind);

// What a component gives at most.
export function mostOf(component: Component): number {
  const cap = component.cap ?? Number.POSITIVE_INFINITY;
  if (component.kind === 'steps')
    return Math.min(cap, Math.max(0, ...(component.steps ?? []).map((step) => step.points)));
  if (component.kind === 'rule' || component.kind === 'filled') return Math.min(cap, component.points ?? 0);
  return component.cap ?? 0;
}

export const highest = (definition: Definition): number => {
  if (definition.normalise === 'share') return Math.min(definition.cap ?? 100, 100);
  const sum = definition.components.reduce((total, component) => total + mostOf(component), 0);
  return Math.min(definition.cap ?? Number.POSITIVE_INFINITY, sum);
};

export interface Difference {
  kind:
    | 'added'
    | 'removed'
    | 'weight'
    | 'changed'
    | 'moved'
    | 'cap'
    | 'bands'
    | 'outcome'
    | 'label'
    | 'share';
  label?: Texts;
  name?: string;
  from?: number | null;
  to?: number | null;
}

type Named = Component | Choice;
const same = (a: unknown, b: unknown) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

// Without what is empty, its keys in order: a server may leave out what another writes as null.
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? value.map(plain) : undefined;
  if (!value || typeof value !== 'object') return value === '' || value === null ? undefined : value;
  const entries = Object.entries(value)
    .map(([name, part]) => [name, plain(part)] as const)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => a.localeCompare(b));
  return entries.length ? Object.fromEntries(entries) : undefined;
}

function partDifferences(before: Named[], after: Named[]): Difference[] {
  const out: Difference[] = [];
  const old = new Map(before.map((part) => [part.name, part]));
  for (const part of after) {
    const was = old.get(part.name);
    const about = { name: part.name, label: part.label };
    if (!was) {
      out.push({ kind: 'added', ...about, to: 'kind' in part ? mostOf(part) : null });
      continue;
    }
    const [from, to] = 'kind' in part && 'kind' in was ? [mostOf(was), mostOf(part)] : [null, null];
    if (from !== to) out.push({ kind: 'weight', ...about, from, to });
    else if (!same(was, part)) out.push({ kind: 'changed', ...about });
  }
  const kept = new Set(after.map((part) => part.name));
  for (const part of before)
    if (!kept.has(part.name)) out.push({ kind: 'removed', name: part.name, label: part.label });
  const order = (parts: Named[], others: Set<string>) =>
    parts.map((part) => part.name).filter((name) => others.has(name));
  if (!same(order(before, kept), order(after, new Set(old.keys())))) out.push({ kind: 'moved' });
  return out;
}

// What a later definition has that an earlier one has not.
export function differences(before: Definition | null | undefined, after: Definition): Difference[] {
  if (!before) return [];
  const out = [
    ...partDifferences(before.components, after.components),
    ...partDifferences(before.choices, after.choices),
  ];
  if ((before.cap ?? null) !== (after.cap ?? null))
    out.push({ kind: 'cap', from: before.cap, to: after.cap });
  if (before.normalise !== after.normalise || before.count_unmeasured !== after.count_unmeasured)
    out.push({ kind: 'share' });
  if (!same(before.bands, after.bands) || !same(before.otherwise, after.otherwise))
    out.push({ kind: 'bands' });
  if (!same(before.outcome, after.outcome) || before.horizon_days !== after.horizon_days)
    out.push({ kind: 'outcome' });
  if (!same([before.label, before.description], [after.label, after.description]))
    out.push({ kind: 'label' });
  return out;
}

export const sameDefinition = (a: Definition | null, b: Definition | null) => same(a, b);

// The range that a score is in.
export function bandAt(bands: Band[], points: number): Band | undefined {
  return bands.findLast((band) => points >= band.from);
}

// The issues of a part: "definition.components[2].rule.all[0]" is of the third.
export function isAbout(issuePath: string, list: 'components' | 'choices', index: number): boolean {
  const place = `definition.${list}[${index}]`;
  return issuePath === place || issuePath.startsWith(`${place}.`);
}
