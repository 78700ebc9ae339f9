import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './Value.module.css';

interface RowProps {
  name: string;
  value: ReactNode;
  note?: ReactNode; // under the value
  children: ReactNode; // the explanation
  more?: () => ReactNode; // below it; made when the row is opened
}

// A value that opens to say why.
export function Row({ name, value, note, children, more }: RowProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details className={classes.row} onToggle={() => setOpened(true)}>
      <summary>
        <IconChevronRight size={14} aria-hidden className={classes.arrow} />
        <span className={classes.name}>{name}</span>
        <span className={classes.value}>{value}</span>
        {note && <span className={classes.note}>{note}</span>}
      </summary>
      <div className={classes.why}>
        {children}
        {opened && more?.()}
      </div>
    </details>
  );
}

// The steps of a calculation, its result below a line.
export function Sum({ lines, total }: { lines: [string, string][]; total: [string, string] }) {
  return (
    <dl className={classes.sum}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div data-total>
        <dt>{total[0]}</dt>
        <dd>{total[1]}</dd>
      </div>
    </dl>
  );
}

// Where a value lies within what may come.
export function RangeBar({ label, from, to, at }: { label: string; from: number; to: number; at: number }) {
  return (
    <span className={classes.range} role="img" aria-label={label} title={label}>
      <span style={{ left: `${from}%`, width: `${Math.max(to - from, 1)}%` }} />
      <i style={{ left: `${at}%` }} />
    </span>
  );
}
