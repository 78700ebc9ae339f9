import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CellEditor } from './CellEditor';
import classes from './DataTable.module.css';
import type { CellPosition, Column } from './types';
import type { Selection } from './useSelection';

interface RowCellsProps<T> {
  row: T;
  at: CellPosition | null; // when the focus is in this row
  columns: Column<T>[];
  id: string;
  selection?: Selection<T>;
  name: string;
  editCell: (column: number) => void;
  leave: (move?: 'below' | 'next' | 'previous') => void;
  cellMenu?: (row: T, column: string, x: number, y: number) => void;
}

// The cells of one row; the first holds the checkbox where rows can be selected.
export function RowCells<T>(props: RowCellsProps<T>) {
  const { row, at, columns, id, selection, name, editCell, leave, cellMenu } = props;
  const { t } = useTranslation();
  return columns.map((column, index) => {
    const focused = at?.column === index;
    const editing = focused && at?.editing && column.edit;
    return (
      <div
        key={column.id}
        id={`${id}-${index}`}
        className={classes.cell}
        role="gridcell"
        aria-colindex={index + 1}
        data-number={column.number || undefined}
        data-focused={focused || undefined}
        data-editing={editing ? '' : undefined}
        onContextMenu={(event) => {
          if (!cellMenu) return;
          event.preventDefault();
          event.stopPropagation();
          cellMenu(row, column.id, event.clientX, event.clientY);
        }}
        onDoubleClick={(event) => {
          if (!column.edit) return;
          event.stopPropagation();
          editCell(index);
        }}
      >
        {selection && index === 0 && !editing && (
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={t('ui:table.select', { name })}
            checked={selection.has(row)}
            onClick={(event) => {
              event.stopPropagation();
              selection.toggle(row, event.shiftKey);
            }}
            onChange={() => {}}
          />
        )}
        {editing && column.edit ? (
          <CellEditor row={row} title={column.title} edit={column.edit} typed={at?.typed} leave={leave} />
        ) : (
          column.cell(row)
        )}
      </div>
    );
  });
}
