// What is being built, with undo. Typing in one place is one step.
import { useCallback, useState } from 'react';
import { group, type GroupNode, readNode, readRule, writeRule } from '../rule/node';

export interface Draft {
  rule: GroupNode;
  optional: GroupNode; // each child is a condition that makes a member more relevant
}

interface Steps {
  past: Draft[];
  now: Draft;
  future: Draft[];
  merge: string;
  at: number;
}

const together = 1_200; // milliseconds between two keys of one step
const most = 200;

export function readDraft(rule: unknown, optional: unknown[]): Draft {
  return { rule: readRule(rule), optional: group('all', optional.map(readNode)) };
}

// The optional conditions one by one; what is not finished is left out.
export const writeOptional = (optional: GroupNode): unknown[] =>
  optional.children.flatMap((child) => {
    const json = writeRule(group('all', [child])).json as Record<string, unknown>;
    return 'all' in json && Array.isArray(json.all) && !json.all.length ? [] : [json];
  });

export type Change = (root: GroupNode) => GroupNode;

export interface DraftState {
  draft: Draft;
  edit: (change: Change, merge?: string) => void; // by id, so it does not matter in which of the two it is
  replace: (rule: unknown) => void;
  undo?: () => void;
  redo?: () => void;
}

export function useDraft(start: () => Draft): DraftState {
  const [steps, setSteps] = useState<Steps>(() => ({
    past: [],
    now: start(),
    future: [],
    merge: '',
    at: 0,
  }));
  const apply = useCallback((make: (draft: Draft) => Draft, merge = '') => {
    setSteps((before) => {
      const now = make(before.now);
      if (now.rule === before.now.rule && now.optional === before.now.optional) return before;
      const at = Date.now();
      const same = merge !== '' && merge === before.merge && at - before.at < together;
      const past = same ? before.past : [...before.past, before.now].slice(-most);
      return { past, now, future: [], merge, at };
    });
  }, []);
  const edit = useCallback(
    (change: Change, merge?: string) =>
      apply(({ rule, optional }) => ({ rule: change(rule), optional: change(optional) }), merge),
    [apply],
  );
  const replace = useCallback(
    (rule: unknown) => apply((draft) => ({ ...draft, rule: readRule(rule) }), 'text'),
    [apply],
  );
  const undo = () =>
    setSteps((before) => {
      const now = before.past.at(-1);
      if (!now) return before;
      return {
        past: before.past.slice(0, -1),
        now,
        future: [before.now, ...before.future],
        merge: '',
        at: 0,
      };
    });
  const redo = () =>
    setSteps((before) => {
      const [now, ...future] = before.future;
      return now ? { past: [...before.past, before.now], now, future, merge: '', at: 0 } : before;
    });
  return {
    draft: steps.now,
    edit,
    replace,
    undo: steps.past.length ? undo : undefined,
    redo: steps.future.length ? redo : undefined,
  };
}
