import { useEffect, useState } from 'react';

// Whether the page has shown itself and had a moment to spare: what is small and many asks then.
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const soon = setTimeout(() => setIdle(true), 50);
    return () => clearTimeout(soon);
  }, []);
  return idle;
}
