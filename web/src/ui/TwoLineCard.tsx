import type { ReactNode } from 'react';
import classes from './layout.module.css';

interface TwoLineCardProps {
  mark?: ReactNode;
  title: ReactNode;
  text: ReactNode;
  side?: ReactNode;
  below?: ReactNode;
}

export function TwoLineCard({ mark, title, text, side, below }: TwoLineCardProps) {
  return (
    <div className={classes.two}>
      {mark}
      <div className={classes.twoMain}>
        <div className={`${classes.twoTitle} truncate`}>{title}</div>
        <div className={`${classes.twoText} truncate`}>{text}</div>
      </div>
      <div className={classes.twoSide}>
        <div>{side}</div>
        {below && <div className={classes.twoText}>{below}</div>}
      </div>
    </div>
  );
}
