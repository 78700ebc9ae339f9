import { createContext, useContext } from 'react';
import type { Issue } from '@/api/client';
import type { BuilderSource } from '@/ui/filters/builder/types';
import type { RulePart, Segment } from '../types';
import type { HistorySpec } from './sources';
import type { Change } from './useDraft';

export interface Builder {
  edit: (change: Change, merge?: string) => void;
  source: BuilderSource; // of people
  histories: HistorySpec[];
  segments: Segment[]; // those that may be named
  counts: Map<string, RulePart>;
  issues: Map<string, Issue[]>;
  warnings: Map<string, Issue[]>;
  dragged: string | null;
  drag: (id: string | null) => void;
  accepts: (groupId: string) => boolean; // what is dragged may be dropped there
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('This part stands within the builder.');
  return builder;
}

// Which fields the conditions around are about: null for people, else what was done.
export interface Rows {
  source: BuilderSource;
  properties: boolean; // any name may be asked for
}
export const RowsContext = createContext<Rows | null>(null);
export const useRows = () => useContext(RowsContext);
