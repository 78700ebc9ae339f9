import { type ReactNode, useEffect, useRef } from 'react';
import { afterPaint } from '@/lib/afterPaint';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  heading?: ReactNode; // when the heading shows more than the title
  count?: ReactNode;
  before?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  scroll?: boolean; // the body scrolls as a whole; false: the page arranges it
}

// Title bar and body of a page. The heading takes the focus when the page is reached, so that a screen reader
// says where one is.
export function Page({ title, heading, count, before, actions, children, scroll = true }: PageProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Rapport`;
  }, [title]);
  useEffect(
    () =>
      afterPaint(() => {
        const at = document.activeElement;
        if (at === document.body || at?.closest('[data-navigation]'))
          ref.current?.focus({ preventScroll: true });
      }),
    [],
  );
  return (
    <div className={classes.page}>
      <div className={classes.bar}>
        {before}
        <h1 className={classes.title} tabIndex={-1} ref={ref}>
          {heading ?? title}
        </h1>
        {count !== undefined && <span className={classes.count}>{count}</span>}
        <span className={classes.space} />
        {actions}
      </div>
      <div className={scroll ? classes.body : classes.fixed}>{children}</div>
    </div>
  );
}
