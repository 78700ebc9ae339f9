// Changes of a rule by the id of a node. Each gives a new tree; nothing is changed in place.
import { type GroupKind, type GroupNode, group, isGroup, newId, type RuleNode } from './node';

function mapChildren(node: RuleNode, change: (child: RuleNode) => RuleNode | null): RuleNode {
  if (isGroup(node)) {
    const children = node.children.map(change);
    if (children.every((child, index) => child === node.children[index])) return node;
    return { ...node, children: children.filter((child) => child !== null) };
  }
  if (node.kind !== 'history') return node;
  const where = change(node.where);
  return where && isGroup(where) && where !== node.where ? { ...node, where } : node;
}

// null takes the node away.
export function update<T extends RuleNode>(
  root: T,
  id: string,
  change: (node: RuleNode) => RuleNode | null,
): T {
  const visit = (node: RuleNode): RuleNode | null =>
    node.id === id ? change(node) : mapChildren(node, visit);
  return (visit(root) ?? root) as T;
}

export function find(root: RuleNode, id: string): RuleNode | null {
  let found: RuleNode | null = null;
  walk(root, (node) => {
    if (node.id === id) found = node;
  });
  return found;
}

export function walk(root: RuleNode, visit: (node: RuleNode) => void): void {
  visit(root);
  if (isGroup(root)) for (const child of root.children) walk(child, visit);
  else if (root.kind === 'history') walk(root.where, visit);
}

export interface Spot {
  parent: GroupNode;
  index: number;
  scope: string; // conditions of a person, or of the rows of one history
}

export function spotOf(root: GroupNode, id: string, scope = ''): Spot | null {
  for (const [index, child] of root.children.entries()) {
    if (child.id === id) return { parent: root, index, scope };
    const inner = isGroup(child)
      ? spotOf(child, id, scope)
      : child.kind === 'history'
        ? spotOf(child.where, id, child.id)
        : null;
    if (inner) return inner;
  }
  return null;
}

function scopeOf(root: GroupNode, groupId: string): string | null {
  if (root.id === groupId) return '';
  let scope: string | null = null;
  walk(root, (node) => {
    if (node.kind === 'history' && node.where.id === groupId) scope = node.id;
  });
  return scope ?? spotOf(root, groupId)?.scope ?? null;
}

export const remove = (root: GroupNode, id: string) => update(root, id, () => null);

export function insert(root: GroupNode, parentId: string, index: number, node: RuleNode): GroupNode {
  return update(root, parentId, (parent) =>
    isGroup(parent) ? { ...parent, children: parent.children.toSpliced(index, 0, node) } : parent,
  );
}

export const append = (root: GroupNode, parentId: string, node: RuleNode) =>
  insert(root, parentId, Number.MAX_SAFE_INTEGER, node);

export function canMove(root: GroupNode, id: string, parentId: string): boolean {
  const node = find(root, id);
  const spot = spotOf(root, id);
  if (!node || !spot || find(node, parentId)) return false;
  return scopeOf(root, parentId) === spot.scope;
}

export function move(root: GroupNode, id: string, parentId: string, index: number): GroupNode {
  const node = find(root, id);
  const spot = spotOf(root, id);
  if (!node || !spot || !canMove(root, id, parentId)) return root;
  const before = spot.parent.id === parentId && spot.index < index ? 1 : 0;
  return insert(remove(root, id), parentId, index - before, node);
}

// One step up or down; over the border of a group it goes into it or out of it.
export function step(root: GroupNode, id: string, by: -1 | 1): GroupNode {
  const spot = spotOf(root, id);
  if (!spot) return root;
  const neighbour = spot.parent.children[spot.index + by];
  if (!neighbour) {
    const outer = spotOf(root, spot.parent.id);
    return outer && outer.scope === spot.scope
      ? move(root, id, outer.parent.id, outer.index + (by > 0 ? 1 : 0))
      : root;
  }
  if (isGroup(neighbour)) return move(root, id, neighbour.id, by > 0 ? 0 : neighbour.children.length);
  return move(root, id, spot.parent.id, spot.index + (by > 0 ? 2 : -1));
}

export const wrap = (root: GroupNode, id: string, kind: GroupKind, ...more: RuleNode[]) =>
  update(root, id, (node) => group(kind, [node, ...more]));

// A group's conditions take its place.
export function unwrap(root: GroupNode, id: string): GroupNode {
  const spot = spotOf(root, id);
  const node = find(root, id);
  if (!spot || !node || !isGroup(node)) return root;
  return update(root, spot.parent.id, (parent) =>
    isGroup(parent)
      ? { ...parent, children: parent.children.toSpliced(spot.index, 1, ...node.children) }
      : parent,
  );
}

export function copyOf(node: RuleNode): RuleNode {
  if (isGroup(node)) return { ...node, id: newId(), children: node.children.map(copyOf) };
  if (node.kind !== 'history') return { ...node, id: newId() };
  return {
    ...node,
    id: newId(),
    window: node.window && { ...node.window, id: newId() },
    where: copyOf(node.where) as GroupNode,
  };
}

export function duplicate(root: GroupNode, id: string): GroupNode {
  const spot = spotOf(root, id);
  const node = find(root, id);
  return spot && node ? insert(root, spot.parent.id, spot.index + 1, copyOf(node)) : root;
}
