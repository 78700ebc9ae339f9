import { Skeleton } from '@mantine/core';
import classes from './Contact.module.css';

// The three columns, before the contact is there.
export function Waiting() {
  return (
    <div className={classes.columns} aria-hidden>
      {[1, 2, 3].map((column) => (
        <div key={column} className={classes.column} style={{ padding: 16 }}>
          {[60, 85, 70, 90, 50].map((width) => (
            <Skeleton key={width} height={12} mb={14} width={`${width}%`} />
          ))}
        </div>
      ))}
    </div>
  );
}
