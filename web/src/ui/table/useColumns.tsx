import { type ReactNode, useState } from 'react';
import { readChoice, writeChoice } from '@/lib/storage';
import { ColumnsMenu, type Density } from './ColumnsMenu';
import type { Column } from './types';

export interface ColumnChoice {
  id: string;
  width?: number; // px, when it is another than the column's own
}

// A choice that lives elsewhere: in a view and the address.
export interface KeptColumns {
  chosen: ColumnChoice[] | null;
  choose: (columns: ColumnChoice[]) => void;
  density?: Density;
  setDensity?: (density: Density) => void;
}

// While a border is dragged the width changes; where it is let go, it is kept.
export type Resize = (id: string, width: number, done: boolean) => void;

const narrowest = 60;
const widest = 800;

// Which columns are shown, in which order and how wide; kept in this browser per list unless they are kept
// elsewhere. The first column always is there.
export function useColumns<T>(
  list: string,
  all: Column<T>[],
  kept?: KeptColumns,
): { columns: Column<T>[]; menu: ReactNode; resize: Resize } {
  const [own, setOwn] = useState(() => read(list));
  const [dragged, setDragged] = useState<ColumnChoice | null>(null);
  const chosen = kept?.chosen ?? own;
  const plain = all.filter((column, index) => index === 0 || !column.hidden).map(({ id }) => ({ id }));
  const first = all[0]?.id ?? '';
  const present: ColumnChoice[] = chosen
    ? [chosen.find(({ id }) => id === first) ?? { id: first }, ...chosen.filter(({ id }) => id !== first)]
    : plain;
  const columns = present.flatMap((choice) => {
    const column = all.find(({ id }) => id === choice.id);
    const width = dragged?.id === choice.id ? dragged.width : choice.width;
    return column ? [width ? { ...column, width } : column] : [];
  });
  const choose = (next: ColumnChoice[]) => {
    if (kept) {
      kept.choose(next);
      return;
    }
    setOwn(next);
    writeChoice(`columns.${list}`, next);
  };
  const resize: Resize = (id, asked, done) => {
    const width = Math.round(Math.min(widest, Math.max(narrowest, asked)));
    setDragged(done ? null : { id, width });
    if (done) choose(present.map((choice) => (choice.id === id ? { id, width } : choice)));
  };
  const menu = (
    <ColumnsMenu
      all={all}
      shown={columns}
      choose={(ids) => choose(ids.map((id) => present.find((choice) => choice.id === id) ?? { id }))}
      density={kept?.density}
      setDensity={kept?.setDensity}
    />
  );
  return { columns, menu, resize };
}

function read(list: string): ColumnChoice[] | null {
  const stored = readChoice<(string | ColumnChoice)[] | null>(`columns.${list}`, null);
  return stored && stored.map((choice) => (typeof choice === 'string' ? { id: choice } : choice));
}
