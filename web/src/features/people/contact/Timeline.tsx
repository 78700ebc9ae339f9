import { Button, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@/api/types';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import { factGroups } from '../model';
import classes from './Contact.module.css';
import { TimelineRow } from './TimelineRow';

const Composer = lazy(() => import('./Composer'));

// What happened, newest first, by day; older entries come as one scrolls.
export function Timeline({ contactId, short }: { contactId: string; short?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const [group, setGroup] = useState<string | null>(null);
  const list = useList<TimelineEntry>(
    'timeline',
    `/api/contacts/${contactId}/timeline`,
    { types: group ? factGroups[group]?.join(',') : undefined, limit: short ? 5 : 40 },
    'before',
    short ? undefined : 1_000,
  );
  const rows = short ? list.rows.slice(0, 5) : list.rows;
  const days: { key: string; entries: TimelineEntry[] }[] = [];
  for (const entry of rows) {
    const key = format.dayKey(entry.occurred_at);
    if (days.at(-1)?.key === key) days.at(-1)?.entries.push(entry);
    else days.push({ key, entries: [entry] });
  }
  return (
    <section aria-label={t('people:page.timeline')}>
      {!short && can('contacts.write') && (
        <Suspense fallback={null}>
          <Composer contactId={contactId} />
        </Suspense>
      )}
      {!short && (
        <div className={classes.filters} role="group" aria-label={t('people:timeline.filter')}>
          {[null, ...Object.keys(factGroups)].map((name) => (
            <button
              key={name ?? 'all'}
              type="button"
              className={classes.filter}
              aria-pressed={group === name}
              onClick={() => setGroup(name)}
            >
              {t(`people:timeline.group.${name ?? 'all'}`)}
            </button>
          ))}
        </div>
      )}
      {list.loading && (
        <Stack p="md" gap="md">
          {[1, 2, 3, 4].map((n) => (
            <Skeleton key={n} height={34} />
          ))}
        </Stack>
      )}
      {list.error ? <ErrorState error={list.error} retry={list.retry} compact /> : null}
      {!list.loading && !list.error && !rows.length && (
        <State icon={IconHistory} tone="neutral" compact title={t('people:timeline.empty')}>
          {t(group ? 'people:timeline.empty_filter' : 'people:timeline.empty_text')}
        </State>
      )}
      {days.map((day) => (
        <div key={day.key}>
          <h2 className={classes.day}>{format.day(day.entries[0]?.occurred_at ?? day.key)}</h2>
          <ul className={classes.entries}>
            {day.entries.map((entry) => (
              <TimelineRow key={entry.id} entry={entry} />
            ))}
          </ul>
        </div>
      ))}
      {!short && list.hasMore && <MoreButton more={list.more} count={rows.length} />}
    </section>
  );
}

// Loads more when it comes into sight; a press does too.
function MoreButton({ more, count }: { more: () => void; count: number }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof IntersectionObserver === 'undefined') return;
    const observer = new IntersectionObserver((seen) => seen.some((item) => item.isIntersecting) && more(), {
      rootMargin: '400px',
    });
    observer.observe(element);
    return () => observer.disconnect();
    // oxlint-disable-next-line exhaustive-effect-dependencies, exhaustive-deps -- looked at anew after each page
  }, [more, count]);
  return (
    <div className={classes.end} ref={ref}>
      <Button variant="subtle" size="compact-sm" onClick={more}>
        {t('people:timeline.more')}
      </Button>
    </div>
  );
}
