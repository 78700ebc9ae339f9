import { startTransition, useEffect, useState } from 'react';

// Whether the page has shown itself and had a moment to spare: what is small and many asks then.
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => setIdle(true), 50);
    return () => clearTimeout(soon);
  }, []);
  return idle;
}

// Whether what lies below the first screen may be made now: after that was shown, in pieces between which the page
// answers.
export function useBelow(): boolean {
  const [below, setBelow] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => startTransition(() => setBelow(true)), 250);
    return () => clearTimeout(soon);
  }, []);
  return below;
}
