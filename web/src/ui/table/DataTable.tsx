import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session';
import { ErrorState } from '../States';
import type { ListState } from '../useList';
import { CardCell } from './CardCell';
import classes from './DataTable.module.css';
import { RowCells } from './RowCells';
import { SelectLoaded } from './SelectLoaded';
import { TableHead } from './TableHead';
import type { Density } from './ColumnsMenu';
import type { Column } from './types';
import type { Resize } from './useColumns';
import { useGridKeys } from './useGridKeys';
import type { Selection } from './useSelection';

interface DataTableProps<T> {
  label: string;
  list: ListState<T>;
  columns: Column<T>[];
  rowId: (row: T) => string;
  open: (row: T) => void;
  card: (row: T) => ReactNode; // the two lines of a phone
  empty: ReactNode;
  sort?: string;
  onSort?: (sort: string) => void;
  peek?: (row: T | null) => void;
  peeked?: string;
  // The menu of a cell, by the right button or the menu key.
  cellMenu?: (row: T, column: string, x: number, y: number) => void;
  selection?: Selection<T>;
  rowName?: (row: T) => string; // what its checkbox is called
  resize?: Resize;
  density?: Density; // the person's own when absent
}

const cardHeight = 64;
const skeletons = 12;

// A virtual table: only the rows in sight are in the document, more are fetched before the end is reached.
export function DataTable<T>(props: DataTableProps<T>) {
  const { list, columns, rowId, open, peeked, selection } = props;
  const { t } = useTranslation();
  const { user } = useSession();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const frame = useRef<HTMLDivElement>(null);
  const id = useId();
  const height = phone ? cardHeight : (props.density ?? user.density) === 'comfortable' ? 44 : 36;
  const ghost = list.loading ? skeletons : list.hasMore ? 3 : 0;
  const virtual = useVirtualizer({
    count: list.rows.length + ghost,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingStart: phone ? 0 : 34,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const { at, setAt, onKeyDown, leaveEditor } = useGridKeys({
    rows: list.rows,
    columns,
    open,
    peek: props.peek,
    peeking: Boolean(peeked),
    focusGrid: () => frame.current?.focus({ preventScroll: true }),
    show: (row) => virtual.scrollToIndex(row),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { more } = list;
  useEffect(() => {
    if (list.rows.length && last >= list.rows.length - 25) more();
  }, [last, list.rows.length, more]);

  const none = !list.loading && !list.rows.length;
  if (list.error || none) {
    // With a key of its own: as the element of the grid it would count as something that jumped.
    return (
      <div key="notice" className={classes.notice}>
        {list.error ? <ErrorState error={list.error} retry={list.retry} /> : props.empty}
      </div>
    );
  }

  const template = columns
    .map((column, index) => (index === 0 ? `minmax(${column.width}px, 1fr)` : `${column.width}px`))
    .join(' ');
  const activeId = at.row < 0 ? undefined : `${id}-${at.row}${at.column === null ? '' : `-${at.column}`}`;
  const known = list.total?.exact ? list.total.value : -1;

  return (
    <div
      key="grid"
      className={classes.frame}
      ref={frame}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={known < 0 ? -1 : known + 1}
      aria-colcount={phone ? 1 : columns.length}
      aria-activedescendant={activeId}
      aria-busy={list.loading || list.refreshing}
      aria-multiselectable={selection ? true : undefined}
      onKeyDown={(event) => {
        const used =
          event.target === event.currentTarget &&
          selection?.onKey(event, list.rows[at.row], (step) => list.rows[at.row + step]);
        if (used) event.preventDefault();
        else onKeyDown(event);
      }}
      onContextMenu={(event) => {
        const column = at.column === null ? undefined : columns[at.column];
        const row = list.rows[at.row];
        const cell = activeId && document.getElementById(activeId)?.getBoundingClientRect();
        if (event.target !== frame.current || !props.cellMenu || !column || !row || !cell) return;
        event.preventDefault();
        props.cellMenu(row, column.id, cell.left, cell.bottom);
      }}
      style={{ '--table-row-height': `${height}px` } as React.CSSProperties}
    >
      <div className={classes.grid} style={phone ? { width: '100%' } : undefined} role="presentation">
        {!phone && (
          <TableHead
            columns={columns}
            template={template}
            sort={props.sort}
            onSort={props.onSort}
            resize={props.resize}
            before={selection && <SelectLoaded selection={selection} loaded={list.rows.length} />}
          />
        )}
        <div
          className={classes.body}
          style={{ height: virtual.getTotalSize(), position: 'relative' }}
          role="rowgroup"
        >
          {items.map((item) => {
            const row = list.rows[item.index];
            const style = {
              transform: `translateY(${item.start}px)`,
              gridTemplateColumns: phone ? 'minmax(0, 1fr)' : template,
            };
            if (!row) {
              return (
                <div
                  key={`ghost-${item.index}`}
                  className={classes.row}
                  style={style}
                  role="row"
                  aria-label={t('ui:loading')}
                >
                  {(phone ? columns.slice(0, 1) : columns).map((column) => (
                    <div key={column.id} className={classes.cell} role="gridcell">
                      <div className={classes.skeleton} />
                    </div>
                  ))}
                </div>
              );
            }
            return (
              <div
                key={rowId(row)}
                id={`${id}-${item.index}`}
                className={classes.row}
                style={style}
                role="row"
                aria-rowindex={item.index + 2}
                data-active={at.row === item.index || undefined}
                data-peeked={peeked === rowId(row) || undefined}
                data-selected={selection?.has(row) || undefined}
                aria-selected={selection ? selection.has(row) : undefined}
                onMouseDown={() => at.editing || setAt({ row: item.index, column: null, editing: false })}
                onDoubleClick={() => !phone && props.peek?.(row)}
              >
                {phone ? (
                  <CardCell row={row} name={props.rowName?.(row) ?? ''} selection={selection}>
                    {props.card(row)}
                  </CardCell>
                ) : (
                  <RowCells
                    row={row}
                    at={at.row === item.index ? at : null}
                    columns={columns}
                    id={`${id}-${item.index}`}
                    selection={selection}
                    name={props.rowName?.(row) ?? ''}
                    editCell={(column) => setAt({ row: item.index, column, editing: true })}
                    leave={leaveEditor}
                    cellMenu={props.cellMenu}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
