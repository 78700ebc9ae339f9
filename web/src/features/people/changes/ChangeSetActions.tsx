import { Button, Group, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ChangeSet, Page } from '@/api/types';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import classes from './Changes.module.css';
import KeptContacts from './KeptContacts';
import { reportOf, useUndo } from './useChangeSets';

// What came of a change of many contacts, and what can be done about it: go on with the rest, take back what was done.
export default function ChangeSetActions({ jobId, state }: { jobId: string; state: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const { undo } = useUndo();
  const [showsKept, setShowsKept] = useState(false);
  const found = useQuery({
    queryKey: ['change-sets', 'job', jobId, state],
    queryFn: () =>
      api.get<Page<ChangeSet>>('/api/change-sets', {
        job_id: jobId,
        all: can('changes.all') ? 'true' : undefined,
      }),
  });
  const set = found.data?.items[0];
  if (!set) return null;
  const look = () => {
    for (const key of ['change-sets', 'jobs']) void queries.invalidateQueries({ queryKey: [key] });
  };
  const resume = async () => {
    try {
      await api.post<ChangeSet>(`/api/change-sets/${set.id}/resume`);
      toast.done(t('people:changes.resumed'));
    } catch (error) {
      toast.failed(error);
    }
    look();
  };
  const writable = can('contacts.write') && !set.undone_by;
  const cancelled = set.state === 'cancelled';
  const left = Math.max(0, (set.counts.total ?? 0) - done(set));
  return (
    <>
      <span className="muted tabular">
        {reportOf(set, t)}
        {cancelled && left > 0 && ` · ${t('people:changes.left', { count: left })}`}
        {set.undone_by && ` · ${t('people:changes.was_undone')}`}
      </span>
      {Object.keys(set.counts.reasons ?? {}).length > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={() => setShowsKept(true)}>
          {t('people:changes.kept.show')}
        </Button>
      )}
      {showsKept && (
        <Modal
          opened
          onClose={() => setShowsKept(false)}
          title={t('people:changes.kept.title')}
          closeButtonProps={{ 'aria-label': t('ui:close') }}
        >
          <p className={`muted tabular ${classes.report}`}>{reportOf(set, t)}</p>
          <KeptContacts path={`/api/change-sets/${set.id}/kept`} state={set.state} />
        </Modal>
      )}
      {writable && (
        <Group gap={6}>
          {cancelled && left > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => void resume()}>
              {t('people:changes.resume')}
            </Button>
          )}
          {(cancelled || set.state === 'finished') && done(set) > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => void undo(set.id).then(look)}>
              {t('ui:undo')}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

function done({ counts: c }: ChangeSet): number {
  return [c.created, c.updated, c.deleted, c.restored, c.merged, c.unchanged, c.skipped].reduce<number>(
    (sum, count) => sum + (count ?? 0),
    0,
  );
}
