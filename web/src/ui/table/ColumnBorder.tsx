import type { PointerEvent } from 'react';
import classes from './DataTable.module.css';
import type { Resize } from './useColumns';

// The right border of a head cell: dragged, it makes the column wider or narrower.
export function ColumnBorder({ id, resize }: { id: string; resize: Resize }) {
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    const cell = event.currentTarget.parentElement;
    if (event.button !== 0 || !cell) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const from = event.clientX;
    const width = cell.getBoundingClientRect().width;
    const to = (moved: globalThis.PointerEvent) => width + moved.clientX - from;
    const move = (moved: globalThis.PointerEvent) => resize(id, to(moved), false);
    const end = (moved: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
      resize(id, to(moved), true);
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };
  return <span className={classes.border} aria-hidden data-border={id} onPointerDown={start} />;
}
