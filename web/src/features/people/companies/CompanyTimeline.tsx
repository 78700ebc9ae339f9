import { Button, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@/api/types';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import classes from '../contact/Contact.module.css';
import { TimelineRow } from '../contact/TimelineRow';

// What happened to the people of a company, newest first, by day, each entry with whose it is.
export function CompanyTimeline({ companyId }: { companyId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useList<TimelineEntry>('timeline', `/api/companies/${companyId}/timeline`, { limit: 40 });
  const days: { key: string; entries: TimelineEntry[] }[] = [];
  for (const entry of list.rows) {
    const key = format.dayKey(entry.occurred_at);
    if (days.at(-1)?.key === key) days.at(-1)?.entries.push(entry);
    else days.push({ key, entries: [entry] });
  }
  if (list.loading) {
    return (
      <Stack p="md" gap="md">
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} height={34} />
        ))}
      </Stack>
    );
  }
  if (list.error) return <ErrorState error={list.error} retry={list.retry} compact />;
  if (!list.rows.length) {
    return (
      <State icon={IconHistory} tone="neutral" compact title={t('people:timeline.empty')}>
        {t('people:timeline.empty_text')}
      </State>
    );
  }
  return (
    <section aria-label={t('people:page.timeline')}>
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
      {list.hasMore && (
        <div className={classes.end}>
          <Button variant="subtle" size="compact-sm" onClick={list.more}>
            {t('people:timeline.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
