import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

const target = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-hint]') : null;

// One tooltip for every element with a `data-hint`, on hover and focus: in tables of hundreds of them, one
// for each would cost more than the table.
export default function Hints() {
  const [at, setAt] = useState<HTMLElement | null>(null);
  useEffect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const show = (event: Event) => {
      clearTimeout(soon);
      const next = target(event);
      if (!next) setAt(null);
      else soon = setTimeout(() => setAt(next.isConnected ? next : null), 350);
    };
    const hide = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      clearTimeout(soon);
      setAt(null);
    };
    const shows = ['pointerover', 'focusin'];
    const hides = ['pointerdown', 'wheel', 'keydown'];
    for (const name of shows) document.addEventListener(name, show);
    for (const name of hides) document.addEventListener(name, hide, { passive: true });
    return () => {
      clearTimeout(soon);
      for (const name of shows) document.removeEventListener(name, show);
      for (const name of hides) document.removeEventListener(name, hide);
    };
  }, []);
  return at && <Tooltip key={at.dataset.hint} target={at} label={at.dataset.hint} opened />;
}
