import { ActionIcon, Drawer } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Activity.module.css';
import { useJobs, useTellEnded } from './api';
import { isActive } from './jobs';

const ActivityList = lazy(() => import('./ActivityList'));

// The button in the header: how much is at work; behind it, what it is and what came of it.
export function ActivityTray() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const mine = useJobs('mine', open);
  useTellEnded(mine.data?.items);
  const active = mine.data?.items.filter(isActive).length ?? 0;
  return (
    <>
      <ActionIcon
        size={32}
        className={classes.button}
        aria-label={t('jobs:tray.label', { count: active })}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <IconActivity size={18} stroke={1.7} />
        {active > 0 && (
          <span className={classes.count} aria-hidden>
            {active > 9 ? '9+' : active}
          </span>
        )}
      </ActionIcon>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position="right"
        size={420}
        title={t('jobs:tray.title')}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        <Suspense fallback={null}>
          <ActivityList onLeave={() => setOpen(false)} />
        </Suspense>
      </Drawer>
    </>
  );
}
