import { useCallback, useEffect, useState } from 'react';

// Charts are drawn when they come into sight, and one after the other, each in a task of its own: a page of
// six of them answers the pointer and the keyboard in between.
const waiting: (() => void)[] = [];
let drawing = false;

function next() {
  const begin = waiting.shift();
  drawing = begin !== undefined;
  if (!begin) return;
  begin();
  // A chart measures its place before it draws: that is two frames.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(next)));
}

// Whether it is this chart's turn; once it was, it stays so. `place` is the ref of where it stands.
export function useTurn() {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [mine, setMine] = useState(false);
  const begin = useCallback(() => setMine(true), []);
  useEffect(() => {
    if (!place) return;
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      waiting.push(begin);
      if (drawing) return;
      drawing = true;
      setTimeout(next);
    });
    sight.observe(place);
    return () => {
      sight.disconnect();
      const at = waiting.indexOf(begin);
      if (at >= 0) waiting.splice(at, 1);
    };
  }, [place, begin]);
  return { mine, place: setPlace };
}
