// Small things that say one fact: a state, a tag, a person, a moment.
import type { ReactNode } from 'react';
import { initials } from '@/lib/format';
import classes from './marks.module.css';
import { useFormat } from './session';

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'brand';

export function Mark({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  );
}

export function Tags({ tags, most = 100 }: { tags: string[]; most?: number }) {
  const rest = tags.slice(most);
  return (
    <span className={classes.tags}>
      {tags.slice(0, most).map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
      {rest.length > 0 && (
        <span className={classes.rest} title={rest.join(', ')}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.avatar}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }}
      aria-hidden
    >
      {initials(name)}
    </span>
  );
}

// How long ago, with the exact instant on hover or focus.
export function Ago({ at, none = '–' }: { at?: string | null; none?: string }) {
  const format = useFormat();
  if (!at) return <span className="muted">{none}</span>;
  return (
    <time dateTime={at} className="tabular" data-hint={`${format.dateTime(at)} (${format.timezone})`}>
      {format.relative(at)}
    </time>
  );
}
