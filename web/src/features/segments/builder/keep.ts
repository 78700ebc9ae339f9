// What is being built stays in this browser until it is saved or thrown away.
import { useEffect } from 'react';
import { readChoice, writeChoice } from '@/lib/storage';
import { writeRule } from '../rule/node';
import { type Draft, writeOptional } from './useDraft';

interface Kept {
  version: number; // of the segment that it changes; 0: a new one
  rule: unknown;
  optional: unknown[];
}

const keyOf = (id: string | undefined) => `segment.draft.${id ?? 'new'}`;

export function keptDraft(id: string | undefined, version: number): Kept | null {
  const kept = readChoice<Kept | null>(keyOf(id), null);
  return kept && kept.version === version ? kept : null;
}

export const forgetDraft = (id: string | undefined) => writeChoice(keyOf(id), null);

export function useKeepDraft(id: string | undefined, version: number, draft: Draft, changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(
      () =>
        writeChoice(keyOf(id), {
          version,
          rule: writeRule(draft.rule).json,
          optional: writeOptional(draft.optional),
        } satisfies Kept),
      400,
    );
    return () => clearTimeout(timer);
  }, [id, version, draft, changed]);
}
