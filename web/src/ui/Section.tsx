import { type ReactNode, useId } from 'react';
import classes from './layout.module.css';

// A titled part of a page, separated by a line rather than a box.
export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.cardHead}>
        <h2 className={classes.cardTitle} id={id}>
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

// Names and values in two columns; what is empty is left out unless `all`.
export function Facts({ items, all }: { items: [string, ReactNode][]; all?: boolean }) {
  const shown = all
    ? items
    : items.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return (
    <dl className={classes.facts}>
      {shown.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value || <span className="muted">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
