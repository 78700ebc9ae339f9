import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ActivityVersion, Page, TimelineEntry } from '@/api/types';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import classes from './Contact.module.css';

const ActivityDrawer = lazy(() => import('./ActivityDrawer'));

export const activities = ['note', 'call', 'meeting', 'store_visit', 'nps_response'];

// Changes what was written down, takes it back with Undo, and shows how it was before.
export function ActivityTools({
  entry,
  title,
  onHistory,
}: {
  entry: TimelineEntry;
  title: string;
  onHistory: () => void;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [editing, setEditing] = useState(false);
  const refresh = () => void queries.invalidateQueries({ queryKey: ['timeline'] });
  const restore = () =>
    api.post(`/api/activities/${entry.id}/restore`).then(refresh, (error) => toast.failed(error, restore));
  const remove = () =>
    api.delete(`/api/activities/${entry.id}`).then(
      () => {
        refresh();
        toast.done(t('people:timeline.removed'), () => void restore());
      },
      (error) => toast.failed(error, remove),
    );
  if (!can('contacts.write') && !entry.edited_at) return null;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            size="sm"
            color="gray"
            mt={2}
            aria-label={t('people:timeline.actions', { title })}
          >
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {can('contacts.write') && (
            <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setEditing(true)}>
              {t('people:timeline.edit')}
            </Menu.Item>
          )}
          {entry.edited_at && (
            <Menu.Item leftSection={<IconHistory size={14} />} onClick={onHistory}>
              {t('people:timeline.history')}
            </Menu.Item>
          )}
          {can('contacts.write') && (
            <Menu.Item leftSection={<IconTrash size={14} />} onClick={() => void remove()}>
              {t('people:timeline.remove')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {editing && (
        <Suspense fallback={null}>
          <ActivityDrawer entry={entry} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}

// How it was written down, the latest first.
export function ActivityVersions({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const history = useQuery({
    queryKey: ['timeline', 'history', id],
    queryFn: () => api.get<Page<ActivityVersion>>(`/api/activities/${id}/history`),
  });
  return (
    <ol className={classes.versions} aria-label={t('people:timeline.history')}>
      {(history.data?.items ?? []).slice(1).map((version) => (
        <li key={version.written_at}>
          <span className="muted">
            {t(version.by ? 'people:timeline.version' : 'people:timeline.version_unknown', {
              when: format.dateTime(version.written_at),
              who: version.by ?? '',
            })}
          </span>
          <div className={classes.prose}>
            {[
              version.text,
              version.outcome,
              version.place,
              typeof version.score === 'number' ? String(version.score) : '',
              typeof version.minutes === 'number' && t('people:timeline.minutes', { count: version.minutes }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ol>
  );
}
