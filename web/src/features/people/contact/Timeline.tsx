import { Button, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@/api/types';
import { early } from '@/ui/early';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { type ListState, useList } from '@/ui/useList';
import classes from './Contact.module.css';
import { TimelineFilters, useTimelineChoice } from './TimelineFilters';
import { TimelineRow } from './TimelineRow';
import { useLive, useLiveCompany } from './useLive';

export const Composer = early(() => import('./Composer'));
const CompanyComposer = early(() => import('../companies/CompanyComposer'));

// What happened to a contact, newest first, by day; older entries come as one scrolls.
export function ContactTimeline({ contactId }: { contactId: string }) {
  const can = useCan();
  const choice = useTimelineChoice();
  const every = useLive(contactId, true);
  const path = `/api/contacts/${contactId}/timeline`;
  const list = useList<TimelineEntry>('timeline', path, { ...choice, limit: 20 }, 'before', every);
  return (
    <Timeline list={list}>
      {can('contacts.write') && (
        <Suspense fallback={<ComposerSpace />}>
          <Composer contactId={contactId} />
        </Suspense>
      )}
    </Timeline>
  );
}

function ComposerSpace() {
  return <div className={classes.composer} style={{ height: 156 }} aria-hidden />;
}

// What happened to the people of a company, each entry with whose it is.
export function CompanyTimeline({ companyId }: { companyId: string }) {
  const can = useCan();
  const choice = useTimelineChoice();
  const path = `/api/companies/${companyId}/timeline`;
  const every = useLiveCompany(companyId);
  const list = useList<TimelineEntry>('timeline', path, { ...choice, limit: 20 }, 'before', every);
  return (
    <Timeline list={list}>
      {can('contacts.write') && (
        <Suspense fallback={<ComposerSpace />}>
          <CompanyComposer companyId={companyId} />
        </Suspense>
      )}
    </Timeline>
  );
}

// The last few of a contact.
export function ShortTimeline({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const list = useList<TimelineEntry>('timeline', `/api/contacts/${contactId}/timeline`, { limit: 5 });
  return (
    <section aria-label={t('people:page.timeline')}>
      <Days list={list} rows={list.rows.slice(0, 5)} />
    </section>
  );
}

function Timeline({ list, children }: { list: ListState<TimelineEntry>; children?: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('people:page.timeline')}>
      {children}
      <TimelineFilters error={list.error} />
      <Days list={list} rows={list.rows} />
      {list.hasMore && <MoreButton more={list.more} count={list.pages} />}
    </section>
  );
}

function Days({ list, rows: all }: { list: ListState<TimelineEntry>; rows: TimelineEntry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useTimelineChoice();
  const rows = useDeferredValue(all);
  const loading = list.loading || (rows.length === 0 && all.length > 0);
  const days: { key: string; entries: TimelineEntry[] }[] = [];
  for (const entry of rows) {
    const key = format.dayKey(entry.occurred_at);
    if (days.at(-1)?.key === key) days.at(-1)?.entries.push(entry);
    else days.push({ key, entries: [entry] });
  }
  const reason = choice.search
    ? 'empty_search'
    : choice.kind || choice.channel || choice.filter
      ? 'empty_filter'
      : 'empty_text';
  return (
    <>
      {loading && (
        <Stack p="md" gap="md">
          {[1, 2, 3, 4].map((n) => (
            <Skeleton key={n} height={34} />
          ))}
        </Stack>
      )}
      {list.error ? <ErrorState error={list.error} retry={list.retry} compact /> : null}
      {!loading && !list.error && !rows.length && !list.hasMore && (
        <State icon={IconHistory} tone="neutral" compact title={t('people:timeline.empty')}>
          {t(`people:timeline.${reason}`)}
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
    </>
  );
}

// Loads more when it comes into sight; a press does too. A search may bring pages without entries.
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
