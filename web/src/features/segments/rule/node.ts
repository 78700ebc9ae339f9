// A rule as the builder holds it: the server's tree, each node with an id of its own so that it can be dragged
// and undone. Reading and writing lose nothing: what is read and not changed is written as it was. Pure.
import { arity, isFilled, type Value } from '@/ui/filters/tree';

export type GroupKind = 'all' | 'any' | 'none';

export interface TestNode {
  id: string;
  kind: 'test';
  field: string;
  op: string;
  value?: Value | Value[];
}
export interface GroupNode {
  id: string;
  kind: GroupKind;
  children: RuleNode[];
  kept?: number; // was read with so few conditions, and stays a group as long as it has them
}
export interface HistoryNode {
  id: string;
  kind: 'history';
  history: string;
  names: string[];
  measure: string;
  field: string;
  window: TestNode | null; // when
  where: GroupNode; // what else each of its rows shall meet
  op: string;
  value?: Value | Value[];
}
export interface MemberNode {
  id: string;
  kind: 'member';
  segment: string;
}
export type RuleNode = TestNode | GroupNode | HistoryNode | MemberNode;

let last = 0;
export const newId = () => {
  last += 1;
  return `n${last}`;
};

export const isGroup = (node: RuleNode): node is GroupNode =>
  node.kind === 'all' || node.kind === 'any' || node.kind === 'none';

export const group = (kind: GroupKind, children: RuleNode[] = []): GroupNode => ({
  id: newId(),
  kind,
  children,
});
export const test = (field: string, op: string, value?: Value | Value[]): TestNode => ({
  id: newId(),
  kind: 'test',
  field,
  op,
  ...(value === undefined ? {} : { value }),
});
export const member = (segment = ''): MemberNode => ({ id: newId(), kind: 'member', segment });
export const didNode = (names: string[] = []): HistoryNode => ({
  id: newId(),
  kind: 'history',
  history: 'events',
  names,
  measure: 'count',
  field: '',
  window: test('occurred_at', 'in_last', { days: 30 }),
  where: group('all'),
  op: 'greater_equal',
  value: 1,
});

// The field that says when a row happened.
export const timeOf = (history: string) => (history === 'orders' ? 'ordered_at' : 'occurred_at');

export const windowOps = [
  'in_last',
  'not_in_last',
  'in_next',
  'greater_equal',
  'less_equal',
  'before',
  'after',
  'equal',
  'between',
];

type Json = Record<string, unknown>;
const groupKinds: GroupKind[] = ['all', 'any', 'none'];

// -- reading -------------------------------------------------------------------------------------------------
export function readNode(json: unknown): RuleNode {
  const object = (json ?? {}) as Json;
  if (typeof object.segment === 'string') return member(object.segment);
  if (typeof object.history === 'string') return readHistory(object);
  if (typeof object.field === 'string') {
    return test(object.field, String(object.op ?? ''), object.value as Value | Value[] | undefined);
  }
  for (const kind of groupKinds) {
    const children = object[kind];
    if (Array.isArray(children)) {
      const out = group(kind, children.map(readNode));
      return out.children.length < 2 ? { ...out, kept: out.children.length } : out;
    }
  }
  return { ...group('all'), kept: 0 };
}

function readHistory(object: Json): HistoryNode {
  const history = String(object.history);
  const isWindow = (node: RuleNode | undefined): node is TestNode =>
    node?.kind === 'test' && node.field === timeOf(history) && windowOps.includes(node.op);
  const where = object.where === undefined ? null : readNode(object.where);
  let window: TestNode | null = null;
  let rest = group('all');
  if (where && isWindow(where)) window = where;
  else if (where?.kind === 'all' && where.children.length > 1 && isWindow(where.children[0])) {
    window = where.children[0];
    rest = group('all', where.children.slice(1));
  } else if (where) rest = isGroup(where) ? where : group('all', [where]);
  return {
    id: newId(),
    kind: 'history',
    history,
    names: Array.isArray(object.names) ? object.names.map(String) : [],
    measure: String(object.measure ?? 'count'),
    field: typeof object.field === 'string' ? object.field : '',
    window,
    where: rest,
    op: String(object.op ?? ''),
    value: object.value as Value | Value[] | undefined,
  };
}

// The outermost group: what stands alone is the one condition in it.
export function readRule(json: unknown): GroupNode {
  if (json === null || json === undefined) return group('all');
  const node = readNode(json);
  return isGroup(node) && node.kind !== 'none' ? node : group('all', [node]);
}

// -- writing -------------------------------------------------------------------------------------------------
export function isComplete(node: TestNode | HistoryNode | MemberNode): boolean {
  if (node.kind === 'member') return node.segment !== '';
  if (node.kind === 'test' && !node.field) return false;
  if (node.kind === 'history' && needsField(node.measure) && !node.field) return false;
  if (!node.op) return false;
  const takes = arity(node.op);
  if (takes === 'none') return true;
  if (takes === 'one') return !Array.isArray(node.value) && isFilled(node.value);
  const values = Array.isArray(node.value) ? node.value : [];
  return takes === 'two' ? values.length === 2 && values.every(isFilled) : values.length > 0;
}

export const needsField = (measure: string) => !['count', 'first', 'last'].includes(measure);

export interface Written {
  json: unknown;
  places: Map<string, string[]>; // path → the nodes that stand there
}

// Without what is not finished yet: half a condition changes nothing while somebody writes it.
export function writeRule(root: GroupNode, path = 'rule'): Written {
  const places = new Map<string, string[]>();
  const kept = prune(root);
  const json = kept ? write(kept, path, places) : { [root.kind]: [] };
  if (!kept) places.set(path, [root.id]);
  return { json, places };
}

interface Pruned {
  ids: string[]; // also of the groups that fell away around it
  node: RuleNode;
  children: Pruned[];
}

const isKept = (node: GroupNode) => node.kept === node.children.length;

function prune(node: RuleNode): Pruned | null {
  if (!isGroup(node)) {
    if (!isComplete(node)) return null;
    return { ids: [node.id], node, children: node.kind === 'history' ? rowsOf(node) : [] };
  }
  const children = node.children.map(prune).filter((child) => child !== null);
  const kept = isKept(node) && children.length === node.children.length;
  if (!kept && children.length === 0) return null;
  const only = children[0];
  if (!kept && node.kind !== 'none' && children.length === 1 && only)
    return { ...only, ids: [node.id, ...only.ids] };
  return { ids: [node.id], node, children };
}

// What the rows of a history shall meet: nothing or one condition.
function rowsOf(node: HistoryNode): Pruned[] {
  const window = node.window && prune(node.window);
  if (!window) {
    const where = prune(node.where);
    return where ? [where] : [];
  }
  const apart = node.where.kind !== 'all' || isKept(node.where);
  const where = apart ? [prune(node.where)] : node.where.children.map(prune);
  const parts = [window, ...where].filter((part) => part !== null);
  return parts.length === 1
    ? [window]
    : [{ ids: [node.where.id], node: { ...node.where, kind: 'all' }, children: parts }];
}

function write(pruned: Pruned, path: string, places: Map<string, string[]>): unknown {
  const { node } = pruned;
  places.set(path, pruned.ids);
  if (isGroup(node)) {
    return {
      [node.kind]: pruned.children.map((child, index) =>
        write(child, `${path}.${node.kind}[${index}]`, places),
      ),
    };
  }
  if (node.kind === 'member') return { segment: node.segment };
  const value = arity(node.op) === 'none' ? {} : { value: node.value };
  if (node.kind === 'test') return { field: node.field, op: node.op, ...value };
  const where = pruned.children[0];
  return {
    history: node.history,
    ...(node.names.length ? { names: node.names } : {}),
    measure: node.measure,
    ...(node.field ? { field: node.field } : {}),
    ...(where ? { where: write(where, `${path}.where`, places) } : {}),
    op: node.op,
    ...value,
  };
}

// The nodes at a path of the server: "rule.all[1].value[0]" belongs to what stands at "rule.all[1]".
export function nodesAt(places: Map<string, string[]>, path: string): string[] {
  for (let at = path; at; at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0))) {
    const ids = places.get(at);
    if (ids) return ids;
  }
  return [];
}
