import { type KeyboardEvent, useRef, useState } from 'react';
import classes from './DataTable.module.css';
import type { CellEdit } from './types';

interface CellEditorProps<T> {
  row: T;
  title: string;
  edit: CellEdit<T>;
  typed?: string;
  leave: (move?: 'below' | 'next' | 'previous') => void;
}

// Closing saves; Escape restores. No save button in tables.
export function CellEditor<T>({ row, title, edit, typed, leave }: CellEditorProps<T>) {
  const before = edit.value(row);
  const [value, setValue] = useState(typed ?? before);
  const closed = useRef(false);
  const close = (save: boolean, move?: 'below' | 'next' | 'previous', final = value) => {
    if (closed.current) return;
    closed.current = true;
    if (save && final !== before) edit.save(row, final);
    leave(move);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close(false);
    else if (event.key === 'Enter') close(true, 'below');
    else if (event.key === 'Tab') close(true, event.shiftKey ? 'previous' : 'next');
    else return;
    event.preventDefault();
  };
  if (edit.kind === 'choice') {
    return (
      <select
        className={classes.editor}
        aria-label={title}
        autoFocus
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          close(true, undefined, event.currentTarget.value);
        }}
        onBlur={() => close(true)}
        onKeyDown={onKeyDown}
      >
        {edit.options?.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      className={classes.editor}
      aria-label={title}
      autoFocus
      value={value}
      onChange={(event) => setValue(event.currentTarget.value)}
      onFocus={(event) => typed === undefined && event.currentTarget.select()}
      onBlur={() => close(true)}
      onKeyDown={onKeyDown}
    />
  );
}
