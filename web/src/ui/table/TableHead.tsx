import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './DataTable.module.css';
import { ColumnBorder } from './ColumnBorder';
import type { Column } from './types';
import type { Resize } from './useColumns';

interface TableHeadProps<T> {
  columns: Column<T>[];
  template: string;
  sort?: string;
  onSort?: (sort: string) => void;
  before?: ReactNode; // in the first cell
  resize?: Resize;
}

export function TableHead<T>({ columns, template, sort, onSort, before, resize }: TableHeadProps<T>) {
  return (
    <div
      className={`${classes.row} ${classes.head}`}
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: template }}
    >
      {columns.map((column, index) => {
        const way = !sort
          ? null
          : sort === column.sort?.up
            ? 'ascending'
            : sort === column.sort?.down
              ? 'descending'
              : null;
        return (
          <div
            key={column.id}
            className={classes.cell}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={column.sort ? (way ?? 'none') : undefined}
            data-number={column.number || undefined}
          >
            {index === 0 && before}
            {column.sort && onSort ? (
              <button
                type="button"
                className={classes.sort}
                data-on={way ? '' : undefined}
                tabIndex={-1}
                onClick={() => onSort(nextSort(column, way))}
              >
                {column.title}
                {way === 'descending' && <IconArrowDown size={13} aria-hidden />}
                {way === 'ascending' && <IconArrowUp size={13} aria-hidden />}
              </button>
            ) : (
              <span className={classes.title}>{column.title}</span>
            )}
            {resize && <ColumnBorder id={column.id} resize={resize} />}
          </div>
        );
      })}
    </div>
  );
}

function nextSort<T>(column: Column<T>, way: string | null): string {
  const { up, down } = column.sort ?? {};
  const first = down ?? up ?? '';
  const second = down ? (up ?? down) : first;
  return way === (down ? 'descending' : 'ascending') ? second : first;
}
