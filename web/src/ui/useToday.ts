import { useEffect, useState } from 'react';
import { useFormat } from './session';

const look = 60_000; // milliseconds

// A day of the workspace, counted from today; a page that stays open over midnight goes on to the next.
export function useToday(days = 0): string {
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), look);
    return () => clearInterval(timer);
  }, []);
  return format.dayKey(now + days * 86_400_000);
}
