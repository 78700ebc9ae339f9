// Rows that are selected for an action on many: by checkbox or x, a range with Shift, all that are loaded with Ctrl+A.
import { type KeyboardEvent, useState } from 'react';

export interface Selection<T> {
  ids: ReadonlySet<string>;
  has: (row: T) => boolean;
  toggle: (row: T, range: boolean) => void;
  selectLoaded: () => void;
  picking: boolean; // on a phone: a tap selects
  pick: () => void;
  clear: () => void;
  // True when the key was used.
  onKey: (event: KeyboardEvent, current: T | undefined, next: (step: number) => T | undefined) => boolean;
}

export function useSelection<T>(rows: T[], rowId: (row: T) => string): Selection<T> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const toggle = (row: T, range: boolean) => {
    const id = rowId(row);
    const next = new Set(ids);
    const from = anchor === null ? -1 : rows.findIndex((other) => rowId(other) === anchor);
    const to = rows.findIndex((other) => rowId(other) === id);
    if (range && from >= 0 && to >= 0) {
      for (const other of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(rowId(other));
    } else {
      if (!next.delete(id)) next.add(id);
      setAnchor(id);
    }
    setIds(next);
  };
  const clear = () => {
    setIds(new Set());
    setAnchor(null);
    setAsked(false);
  };
  const selectLoaded = () => setIds(new Set(rows.map(rowId)));
  return {
    ids,
    has: (row) => ids.has(rowId(row)),
    toggle,
    selectLoaded,
    picking: asked || ids.size > 0,
    pick: () => setAsked(true),
    clear,
    onKey: (event, current, next) => {
      const control = event.ctrlKey || event.metaKey;
      if (control && event.key === 'a') {
        selectLoaded();
        return true;
      }
      if (control || event.altKey) return false;
      if (event.key === 'x' && current) {
        toggle(current, false);
        return true;
      }
      if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && current) {
        const grown = new Set(ids).add(rowId(current));
        const target = next(event.key === 'ArrowDown' ? 1 : -1);
        if (target) grown.add(rowId(target));
        if (anchor === null) setAnchor(rowId(current));
        setIds(grown);
        return false; // the row moves as well
      }
      if (event.key === 'Escape' && ids.size > 0) {
        clear();
        return true;
      }
      return false;
    },
  };
}
