import type { PastScore } from './types';

// Of rows that look alike one after the other the newest is kept, which says until when it stood so; what looks like
// today's is none.
export function runs(past: PastScore[], same: (score: PastScore) => string, now: string): PastScore[] {
  const out: PastScore[] = [];
  let newer = now;
  for (const score of past) {
    const text = same(score);
    if (text !== newer) out.push(score);
    newer = text;
  }
  return out;
}
