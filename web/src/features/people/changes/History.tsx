import { Button, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChangeSet, Contact, TimelineEntry } from '@/api/types';
import { Link } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { useList } from '@/ui/useList';
import { titleOf } from '../contact/facts';
import classes from './Changes.module.css';
import { ChangeList } from './ChangeList';
import { useUndo } from './useChangeSets';

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
  const { undo } = useUndo();
  const writable = can('contacts.write');
  const ended = set?.state === 'finished' || set?.state === 'cancelled';
  const permitted = set?.kind === 'merge' ? can('contacts.merge') : writable && set?.kind !== 'create';
  const undoable = ended && permitted && !set.undone_by && !isUnmerge(set);
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
      {set && set.kind !== 'edit' && <Origin set={set} />}
      <ChangeList entry={entry} contact={contact} />
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

// What the change was part of; of an import, with the way to it.
function Origin({ set }: { set: ChangeSet }) {
  const { t } = useTranslation();
  const can = useCan();
  const { import_id: id, filename } = (set.details ?? {}) as { import_id?: string; filename?: string };
  const text = t(`people:history.set.${set.kind}`);
  if (set.kind !== 'import' || !id || !can('imports.read')) return <div className="muted">{text}</div>;
  return (
    <div className={classes.origin}>
      <Link to={`/imports/${id}`}>{filename ? t('people:history.of_import', { filename }) : text}</Link>
    </div>
  );
}

// Taken apart, two contacts are merged again from their pages.
function isUnmerge(set: ChangeSet): boolean {
  return set.kind === 'undo' && (set.details as { kind?: string } | null)?.kind === 'merge';
}
