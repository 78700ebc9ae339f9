import type { ReactNode } from 'react';

export interface CellEdit<T> {
  kind: 'text' | 'choice';
  value: (row: T) => string;
  options?: { value: string; label: string }[];
  save: (row: T, value: string) => void;
}

export interface Column<T> {
  id: string;
  title: string;
  width: number; // px; the first column takes what is left
  number?: boolean; // right-aligned tabular figures
  sort?: { down?: string; up?: string }; // the server's names; down is tried first
  hidden?: boolean; // not shown until chosen
  cell: (row: T) => ReactNode;
  edit?: CellEdit<T>;
}

export interface CellPosition {
  row: number;
  column: number | null; // null: the row as a whole
  editing: boolean;
  typed?: string; // the key that opened the editor replaces the value
}
