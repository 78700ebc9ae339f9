import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './layout.module.css';

// Scrolls sideways where there is no room. Only then does the keyboard stop here, to move what is inside.
export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    const box = ref.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const measure = () => setNarrow(box.scrollWidth > box.clientWidth + 1);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, []);
  const reached = narrow ? { tabIndex: 0, role: 'group', 'aria-label': label } : {};
  return (
    <div ref={ref} className={classes.sideways} {...reached}>
      {children}
    </div>
  );
}
