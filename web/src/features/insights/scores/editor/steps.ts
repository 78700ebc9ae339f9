// A definition that is being changed, and the way back. Typing in one place is one step.
import type { Definition } from '../types';

export interface Steps {
  past: Definition[];
  now: Definition;
  future: Definition[];
  part: string; // what the last step changed
  at: number;
}

const together = 1_200; // milliseconds between two keys of one step
const most = 100;

export const firstStep = (now: Definition): Steps => ({ past: [], now, future: [], part: '', at: 0 });

export function changed(steps: Steps, change: Partial<Definition>, at: number): Steps {
  const part = Object.keys(change).join();
  const same = part === steps.part && at - steps.at < together;
  const past = same ? steps.past : [...steps.past, steps.now].slice(-most);
  return { past, now: { ...steps.now, ...change }, future: [], part, at };
}

export function undone(steps: Steps): Steps {
  const now = steps.past.at(-1);
  if (!now) return steps;
  return { past: steps.past.slice(0, -1), now, future: [steps.now, ...steps.future], part: '', at: 0 };
}

export function redone(steps: Steps): Steps {
  const [now, ...future] = steps.future;
  return now ? { past: [...steps.past, steps.now], now, future, part: '', at: 0 } : steps;
}
