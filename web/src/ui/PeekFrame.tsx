import type { ReactNode } from 'react';
import classes from './layout.module.css';

// A list with a panel at its right; the list stays live.
export function PeekFrame({ children, peek }: { children: ReactNode; peek: ReactNode }) {
  return (
    <div className={classes.split}>
      <div className={classes.splitMain}>{children}</div>
      {peek && <aside className={classes.peek}>{peek}</aside>}
    </div>
  );
}
