// A definition that is being changed stays in this browser until it is saved or thrown away.
import { useEffect } from 'react';
import { readChoice, writeChoice } from '@/lib/storage';
import type { Definition } from '../types';

interface Kept {
  version: number; // of the model; 0: a new one
  definition: Definition;
}
const keyOf = (id: string | undefined) => `score.draft.${id ?? 'new'}`;

export function keptDefinition(id: string | undefined, version: number): Definition | null {
  const kept = readChoice<Kept | null>(keyOf(id), null);
  return kept && kept.version === version ? kept.definition : null;
}
export const forgetDefinition = (id: string | undefined) => writeChoice(keyOf(id), null);

export function useKeepDefinition(
  id: string | undefined,
  version: number,
  definition: Definition,
  changed: boolean,
): void {
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => writeChoice(keyOf(id), { version, definition } satisfies Kept), 400);
    return () => clearTimeout(timer);
  }, [id, version, definition, changed]);
}
