import { Button, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChangeSet, Contact, TimelineEntry } from '@/api/types';
import { Ago } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import { useQuickChange } from '../api';
import { titleOf } from '../contact/facts';
import classes from './Changes.module.css';
import { useUndo } from './useChangeSets';

interface FieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

const changesOf = (entry: TimelineEntry): FieldChange[] =>
  ((entry.payload as { changes?: FieldChange[] } | null)?.changes ?? []).filter((change) => change.field);

function shown(value: unknown, none: string): string {
  if (value === null || value === undefined || value === '') return none;
  if (Array.isArray(value)) return value.length ? value.join(', ') : none;
  if (typeof value === 'object') {
    const money = value as { amount?: number; currency?: string };
    if (money.currency) return `${(money.amount ?? 0) / 100} ${money.currency}`;
    return JSON.stringify(value);
  }
  return String(value);
}

// Every change of the record: who, when, from, to, and on which way; a value can be put back, a change undone.
export function History({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const list = useList<TimelineEntry>(
    'timeline',
    `/api/contacts/${contact.id}/changes`,
    { limit: 40 },
    'before',
  );
  const sets = useList<ChangeSet>('change-sets', '/api/change-sets', {
    contact_id: contact.id,
    limit: 200,
    all: can('changes.all') ? 'true' : undefined,
  });
  if (list.loading) {
    return (
      <Stack p="md" gap="md">
        {[1, 2, 3].map((n) => (
          <Skeleton key={n} height={34} />
        ))}
      </Stack>
    );
  }
  if (list.error) return <ErrorState error={list.error} retry={list.retry} compact />;
  if (!list.rows.length)
    return <State icon={IconHistory} tone="neutral" compact title={t('people:history.empty')} />;
  return (
    <section aria-label={t('people:history.title')}>
      {list.rows.map((entry) => (
        <Entry
          key={entry.id}
          entry={entry}
          contact={contact}
          set={sets.rows.find((row) => row.id === entry.reference_id)}
        />
      ))}
      {list.hasMore && (
        <Button variant="subtle" size="compact-sm" m="md" onClick={list.more}>
          {t('people:timeline.more')}
        </Button>
      )}
    </section>
  );
}

function Entry({ entry, contact, set }: { entry: TimelineEntry; contact: Contact; set?: ChangeSet }) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const change = useQuickChange();
  const { undo } = useUndo();
  const writable = can('contacts.write');
  const ended = set?.state === 'finished' || set?.state === 'cancelled';
  const permitted = set?.kind === 'merge' ? can('contacts.merge') : writable && set?.kind !== 'create';
  const undoable = ended && permitted && !set.undone_by && !isUnmerge(set);
  const none = t('people:history.none');
  return (
    <article className={classes.entry}>
      <div className={classes.head}>
        <strong>{titleOf(entry, t, format)}</strong>
        <span className="muted">
          {[
            entry.actor_name,
            entry.source && t(`people:history.by.${entry.source}`, { defaultValue: entry.source }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={classes.when}>
          <Ago at={entry.occurred_at} />
        </span>
      </div>
      {set && set.kind !== 'edit' && <div className="muted">{t(`people:history.set.${set.kind}`)}</div>}
      <ul className={classes.changes}>
        {changesOf(entry).map(({ field, from, to }) => (
          <li key={field} className={classes.change}>
            <span>{t(`people:field.${field}`, { defaultValue: field })}:</span>
            <span className={classes.from}>{shown(from, none)}</span>
            <span aria-hidden>→</span>
            <span className={classes.to}>{shown(to, none)}</span>
            {writable && (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={t('people:history.put_back_label', {
                  field: t(`people:field.${field}`, { defaultValue: field }),
                  value: shown(from, none),
                })}
                onClick={() => change(contact, { [field]: from })}
              >
                {t('people:history.put_back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoable && set && (
        <div>
          <Button size="compact-xs" variant="default" onClick={() => void undo(set.id)}>
            {t('people:history.undo', { count: set.counts.total ?? 1 })}
          </Button>
        </div>
      )}
    </article>
  );
}

// Taken apart, two contacts are merged again from their pages.
function isUnmerge(set: ChangeSet): boolean {
  return set.kind === 'undo' && (set.details as { kind?: string } | null)?.kind === 'merge';
}
