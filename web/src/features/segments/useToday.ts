import { useState } from 'react';
import { useFormat } from '@/ui/session';

// A day of the workspace, counted from the one on which the page was opened.
export function useToday(days = 0): string {
  const format = useFormat();
  const [now] = useState(() => Date.now());
  return format.dayKey(now + days * 86_400_000);
}
