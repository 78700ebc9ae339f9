import { Checkbox } from '@mantine/core';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataTable.module.css';
import type { Selection } from './useSelection';

interface CardCellProps<T> {
  row: T;
  name: string;
  selection?: Selection<T>;
  children: ReactNode;
}

const held = 500; // ms

// The card of a row on a phone. Held for a moment it is selected, and from then on a tap selects instead of opening.
export function CardCell<T>({ row, name, selection, children }: CardCellProps<T>) {
  const { t } = useTranslation();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const swallow = useRef(false); // the click that ends the hold
  const stop = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (!selection) return <div role="gridcell">{children}</div>;
  const hold = () => {
    stop();
    if (selection.picking) return;
    swallow.current = true;
    selection.toggle(row, false);
  };
  const onClick = (event: MouseEvent) => {
    const ended = swallow.current;
    swallow.current = false;
    if (!ended && !selection.picking) return;
    event.preventDefault();
    event.stopPropagation();
    if (!ended) selection.toggle(row, false);
  };
  return (
    <div
      role="gridcell"
      className={classes.cardCell}
      data-picking={selection.picking || undefined}
      onPointerDown={(event) => {
        swallow.current = false;
        if (event.pointerType !== 'mouse') timer.current = setTimeout(hold, held);
      }}
      onPointerUp={stop}
      onPointerMove={(event) =>
        Math.abs(event.movementX) + Math.abs(event.movementY) > 4 ? stop() : undefined
      }
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
    >
      {selection.picking && (
        <Checkbox
          size="md"
          aria-label={t('ui:table.select', { name })}
          checked={selection.has(row)}
          onChange={() => selection.toggle(row, false)}
        />
      )}
      <div className={classes.cardBody} onClickCapture={onClick}>
        {children}
      </div>
    </div>
  );
}
