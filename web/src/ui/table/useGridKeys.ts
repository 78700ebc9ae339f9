// Two levels of focus: the row, then its cells. Arrows or j/k move the row; → enters the cells; in a cell, Enter
// or a printable key opens the editor; Escape goes one level back.
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../useCommands';
import type { CellPosition, Column } from './types';

interface Options<T> {
  rows: T[];
  columns: Column<T>[];
  open: (row: T) => void;
  peek?: (row: T | null) => void;
  peeking: boolean;
  focusGrid: () => void;
  show: (row: number) => void; // scrolls it into view
}

export function useGridKeys<T>(options: Options<T>) {
  const { t } = useTranslation();
  const { rows, columns, open, peek, peeking, show } = options;
  const [at, setAt] = useState<CellPosition>({ row: -1, column: null, editing: false });

  const moveRow = (step: number) => {
    if (!rows.length) return;
    const row = Math.min(rows.length - 1, Math.max(0, at.row + step));
    setAt({ row, column: at.column, editing: false });
    show(row);
    const target = rows[row];
    if (peeking && target) peek?.(target);
    options.focusGrid();
  };
  const moveCell = (step: number) => {
    const column = Math.min(columns.length - 1, Math.max(0, (at.column ?? 0) + step));
    setAt({ row: at.row, column, editing: false });
  };
  const edit = (typed?: string) => {
    const column = at.column === null ? undefined : columns[at.column];
    if (column?.edit) setAt({ ...at, editing: true, typed });
  };
  // After a cell was saved or left.
  const leaveEditor = (move?: 'below' | 'next' | 'previous') => {
    const row = move === 'below' ? Math.min(rows.length - 1, at.row + 1) : at.row;
    const side = move === 'next' ? 1 : move === 'previous' ? -1 : 0;
    const column = Math.min(columns.length - 1, Math.max(0, (at.column ?? 0) + side));
    setAt({ row, column, editing: false });
    options.focusGrid();
  };
  const current = rows[at.row];

  const onCellKey = (event: KeyboardEvent): boolean => {
    const column = at.column === null ? undefined : columns[at.column];
    if (!column) return false;
    if (event.key === 'ArrowRight') moveCell(1);
    else if (event.key === 'ArrowLeft' && at.column === 0) setAt({ ...at, column: null });
    else if (event.key === 'ArrowLeft') moveCell(-1);
    else if (event.key === 'Escape') setAt({ ...at, column: null });
    else if (event.key === 'Enter' && at.column === 0 && current) open(current);
    else if (event.key === 'Enter') edit();
    else if ((event.key === 'Backspace' || event.key === 'Delete') && column.edit?.kind === 'text') edit('');
    else if (event.key.length === 1 && event.key !== ' ' && column.edit?.kind === 'text') edit(event.key);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    let used = true;
    if (event.key === 'ArrowDown') moveRow(1);
    else if (event.key === 'ArrowUp') moveRow(-1);
    else if (event.key === 'PageDown') moveRow(15);
    else if (event.key === 'PageUp') moveRow(-15);
    else if (event.key === 'Home' && at.column === null) moveRow(-rows.length);
    else if (event.key === 'End' && at.column === null) moveRow(rows.length);
    else if (at.column !== null) used = onCellKey(event);
    else if (event.key === 'Enter' && current) open(current);
    else if (event.key === 'ArrowRight' && current) setAt({ ...at, column: 0 });
    else if (event.key === 'Escape' && peeking) peek?.(null);
    else if (event.key === 'Escape' && at.row >= 0) setAt({ row: -1, column: null, editing: false });
    else used = false;
    if (used) event.preventDefault();
  };

  useCommands([
    {
      id: 'list.down',
      title: t('ui:table.down'),
      group: 'here',
      keys: 'j',
      inPalette: false,
      run: () => moveRow(1),
    },
    {
      id: 'list.up',
      title: t('ui:table.up'),
      group: 'here',
      keys: 'k',
      inPalette: false,
      run: () => moveRow(-1),
    },
    ...(current
      ? [
          {
            id: 'list.open',
            title: t('ui:table.open'),
            group: 'here' as const,
            keys: 'Enter',
            inPalette: false,
            run: () => open(current),
          },
        ]
      : []),
    ...(peek
      ? [
          {
            id: 'list.peek',
            title: t('ui:table.peek'),
            group: 'here' as const,
            keys: 'p',
            inPalette: false,
            run: () => {
              const target = current ?? rows[0];
              if (!target) return;
              if (at.row < 0) setAt({ row: 0, column: null, editing: false });
              peek(peeking ? null : target);
            },
          },
        ]
      : []),
  ]);

  return { at, setAt, onKeyDown, leaveEditor };
}
