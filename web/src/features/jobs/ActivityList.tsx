import { SegmentedControl, Skeleton } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useSession } from '@/ui/session';
import { ErrorState, State } from '@/ui/States';
import classes from './Activity.module.css';
import { useJobs, type Whose } from './api';
import { JobCard } from './JobCard';
import { isActive } from './jobs';

export default function ActivityList({ onLeave }: { onLeave: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { user } = useSession();
  const [whose, setWhose] = useState<Whose>('mine');
  const jobs = useJobs(whose, true);
  const all = jobs.data?.items ?? [];
  const group = (title: string, items: typeof all) =>
    items.length > 0 && (
      <section aria-label={title}>
        <h3 className={classes.group}>{title}</h3>
        <ul className={classes.list}>
          {items.map((job) => (
            <JobCard
              key={job.id}
              job={job}
              canCancel={job.created_by === user.id || can('jobs.write')}
              onLeave={onLeave}
            />
          ))}
        </ul>
      </section>
    );
  return (
    <>
      {can('jobs.read') && (
        <SegmentedControl
          fullWidth
          mb="sm"
          aria-label={t('jobs:tray.whose')}
          value={whose}
          onChange={(value) => setWhose(value as Whose)}
          data={[
            { value: 'mine', label: t('jobs:tray.mine') },
            { value: 'all', label: t('jobs:tray.all') },
          ]}
        />
      )}
      {jobs.isPending && <Skeleton height={64} />}
      {jobs.isError && !jobs.data && (
        <ErrorState compact error={jobs.error} retry={() => void jobs.refetch()} />
      )}
      {jobs.data && all.length === 0 && (
        <State icon={IconActivity} compact title={t('jobs:empty.title')}>
          {t('jobs:empty.text')}
        </State>
      )}
      {group(t('jobs:tray.active'), all.filter(isActive))}
      {group(
        t('jobs:tray.ended'),
        all.filter((job) => !isActive(job)),
      )}
    </>
  );
}
