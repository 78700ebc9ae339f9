// A condition as lists, views and the server know it, and the small operations of the screens over it. Pure.

export type Group = 'all' | 'any' | 'none';
export type SpanUnit = 'hours' | 'days' | 'weeks' | 'months' | 'years';
export type Span = Partial<Record<SpanUnit, number>>;
export interface Amount {
  amount: number;
  currency: string;
}
export type Value = string | number | boolean | Span | Amount;

export interface Test {
  field: string;
  op: string;
  value?: Value | Value[];
}
export interface Branch {
  kind: Group;
  children: Node[];
}
// What people did, or belong to, as the server writes it. Only the builder of rules takes it apart.
export interface Asked {
  asked: Record<string, unknown>;
}
export type Node = Test | Asked | Branch;

export const isTest = (node: Node): node is Test => 'field' in node;
export const isBranch = (node: Node): node is Branch => 'children' in node;
export const everything = (): Branch => ({ kind: 'all', children: [] });

// The server's JSON: {"all": […]}; what cannot be read is everything.
export function parseTree(text: string | undefined): Branch {
  if (!text) return everything();
  try {
    return asBranch(fromJson(JSON.parse(text)));
  } catch {
    return everything();
  }
}

export const asBranch = (node: Node): Branch => (isBranch(node) ? node : { kind: 'all', children: [node] });

export function fromJson(json: unknown): Node {
  const object = (json ?? {}) as Record<string, unknown>;
  if (typeof object.history === 'string' || typeof object.segment === 'string') return { asked: object };
  if (typeof object.field === 'string') {
    const test: Test = { field: object.field, op: String(object.op) };
    if (object.value !== undefined) test.value = object.value as Value | Value[];
    return test;
  }
  for (const kind of ['all', 'any', 'none'] as const) {
    const children = object[kind];
    if (Array.isArray(children)) return { kind, children: children.map(fromJson) };
  }
  return everything();
}

export function toJson(node: Node): unknown {
  if (isBranch(node)) return { [node.kind]: node.children.map(toJson) };
  if (!isTest(node)) return node.asked;
  return node.value === undefined
    ? { field: node.field, op: node.op }
    : { field: node.field, op: node.op, value: node.value };
}

// undefined where nothing is asked.
export function renderTree(tree: Branch): string | undefined {
  return tree.kind === 'all' && !tree.children.length ? undefined : JSON.stringify(toJson(tree));
}

export const sameTree = (a: Node, b: Node) => JSON.stringify(toJson(a)) === JSON.stringify(toJson(b));

const needsNone = (op: string) => op === 'is_null' || op === 'is_not_null';
const needsMany = (op: string) => ['in', 'not_in', 'any_of', 'all_of', 'none_of'].includes(op);
export const arity = (op: string): 'none' | 'one' | 'two' | 'many' =>
  needsNone(op) ? 'none' : op === 'between' ? 'two' : needsMany(op) ? 'many' : 'one';

export const isFilled = (value: Value | undefined): boolean =>
  value !== undefined && value !== '' && !(typeof value === 'number' && Number.isNaN(value));

export function countTests(node: Node): number {
  return isBranch(node) ? node.children.reduce((sum, child) => sum + countTests(child), 0) : 1;
}

// -- chips: tests that stand alone in the outermost `all` ----------------------------------------------------
export interface ChipField {
  id: string; // the chip's parameter: "tag", "created"
  field: string; // the condition's: "tags", "created_at"
  kind: 'choice' | 'date';
  op: 'in' | 'any_of';
}

const dateOps = { greater_equal: 'from', less_equal: 'to' } as const;

const isChip = (chips: ChipField[], node: Node): boolean => chipOf(chips, node) !== undefined;

function chipOf(chips: ChipField[], node: Node): ChipField | undefined {
  if (!isTest(node)) return undefined;
  const chip = chips.find((one) => one.field === node.field);
  if (!chip) return undefined;
  const fits =
    chip.kind === 'choice'
      ? (node.op === chip.op || node.op === 'equal') &&
        (Array.isArray(node.value) ? node.value : [node.value]).every((one) => typeof one === 'string')
      : node.op in dateOps && typeof node.value === 'string' && /^\d{4}-\d\d-\d\d$/.test(node.value);
  return fits ? chip : undefined;
}

// What the chips show of a tree, as their parameters; the last of two tests of one field wins nothing: only
// trees in which each chip stands once are shown as chips.
export function chipValues(chips: ChipField[], tree: Branch): Record<string, string> {
  const values: Record<string, string> = {};
  if (tree.kind !== 'all') return values;
  for (const node of tree.children) {
    const chip = chipOf(chips, node);
    if (!chip || !isTest(node)) continue;
    if (chip.kind === 'choice') {
      values[chip.id] ??= (Array.isArray(node.value) ? node.value : [node.value]).join(',');
    } else {
      values[`${chip.id}_${dateOps[node.op as keyof typeof dateOps]}`] ??= String(node.value);
    }
  }
  return values;
}

// The tree after some chips were set (a text) or cleared (undefined).
export function withChips(
  chips: ChipField[],
  tree: Branch,
  changes: Record<string, string | undefined>,
): Branch {
  let base: Branch = tree.kind === 'all' ? tree : { kind: 'all', children: [tree] };
  for (const chip of chips) {
    if (chip.kind === 'choice') {
      if (!(chip.id in changes)) continue;
      const values = (changes[chip.id] ?? '').split(',').filter(Boolean);
      base = put(
        base,
        chips,
        chip,
        [chip.op, 'equal'],
        values.length ? { op: chip.op, value: values } : null,
      );
    } else {
      for (const [op, end] of Object.entries(dateOps)) {
        const key = `${chip.id}_${end}`;
        if (!(key in changes)) continue;
        const value = changes[key]?.slice(0, 10);
        base = put(base, chips, chip, [op], value ? { op, value } : null);
      }
    }
  }
  return base;
}

function put(
  tree: Branch,
  chips: ChipField[],
  chip: ChipField,
  ops: string[],
  next: { op: string; value: Value | Value[] } | null,
): Branch {
  const test = next && { field: chip.field, ...next };
  let done = false;
  const children: Node[] = [];
  for (const node of tree.children) {
    const mine = isTest(node) && node.field === chip.field && ops.includes(node.op) && isChip(chips, node);
    if (!mine) children.push(node);
    else if (test && !done) {
      children.push(test);
      done = true;
    }
  }
  if (test && !done) children.push(test);
  return { kind: 'all', children };
}

// How many tests no chip shows.
export function advancedCount(chips: ChipField[], tree: Branch): number {
  if (tree.kind !== 'all') return countTests(tree);
  return tree.children
    .filter((node) => !isChip(chips, node))
    .reduce((sum, node) => sum + countTests(node), 0);
}

// "Filter by this" and "Exclude this" on a value of a list.
export function withValue(
  tree: Branch,
  field: string,
  value: Value | null,
  many: boolean,
  exclude: boolean,
): Branch {
  const base: Branch = tree.kind === 'all' ? tree : { kind: 'all', children: [tree] };
  if (value === null) {
    return { kind: 'all', children: [...base.children, { field, op: exclude ? 'is_not_null' : 'is_null' }] };
  }
  const listable = typeof value === 'string';
  const op = many
    ? exclude
      ? 'none_of'
      : 'any_of'
    : listable
      ? exclude
        ? 'not_in'
        : 'in'
      : exclude
        ? 'not_equal'
        : 'equal';
  // Another value of the same test widens it; the other way round it stands apart.
  const at = base.children.findIndex((node) => isTest(node) && node.field === field && node.op === op);
  const before = base.children[at];
  if (before && isTest(before) && Array.isArray(before.value)) {
    if (before.value.includes(value)) return base;
    const wider = { ...before, value: [...before.value, value] };
    return { ...base, children: base.children.with(at, wider) };
  }
  return {
    kind: 'all',
    children: [...base.children, { field, op, value: listable || many ? [value] : value }],
  };
}
