// What a job says of itself, in the shapes agreed in src/platform/jobs/handler.h.
import type { Job } from '@/api/types';
import type { Tone } from '@/ui/marks';

export const tones: Record<Job['state'], Tone> = {
  queued: 'neutral',
  running: 'info',
  completed: 'ok',
  failed: 'bad',
  dead: 'bad',
};

export const isActive = (job: Job) => job.state === 'queued' || job.state === 'running';

const member = (value: unknown, name: string): unknown =>
  value && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;

const amount = (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

export interface Progress {
  done: number;
  total: number | null; // null: nobody knows yet
  percent: number | null;
}

export function progressOf(job: Job): Progress | null {
  const done = amount(member(job.progress, 'done'));
  if (done === null) return null;
  const total = amount(member(job.progress, 'total')) || null;
  return { done, total, percent: total && Math.min(100, Math.floor((done / total) * 100)) };
}

export interface Report {
  href: string | null;
  isDownload: boolean;
  counts: { name: string; count: number }[];
}

export function reportOf(job: Job): Report {
  const given = member(job.result, 'href');
  // A page of this app or a file of its API; never another site.
  const href = typeof given === 'string' && /^\/(?![/\\])/.test(given) ? given : null;
  const counts = Object.entries(Object(member(job.result, 'counts')) as Record<string, unknown>).flatMap(
    ([name, value]) => {
      const count = amount(value);
      return count === null ? [] : [{ name, count }];
    },
  );
  return { href, isDownload: href?.startsWith('/api/') ?? false, counts };
}

// Those that were at work when we last looked and have ended since.
export function endedSince(before: Job[], now: Job[]): Job[] {
  const active = new Set(before.filter(isActive).map((job) => job.id));
  return now.filter((job) => active.has(job.id) && !isActive(job));
}
