import { Anchor, Button, Progress } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { url } from '@/api/client';
import type { Job } from '@/api/types';
import { ChangeSetActions } from '@/features/people/widgets';
import { Link } from '@/ui/Link';
import { Ago, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Activity.module.css';
import { useCancelJob, useJobTitle } from './api';
import { isActive, progressOf, reportOf, tones } from './jobs';

// Work whose report and Undo its change set knows.
const changes = new Set(['bulk_change', 'undo_changes']);

interface JobCardProps {
  job: Job;
  canCancel: boolean;
  onLeave: () => void; // a link to somewhere else was followed
}

export function JobCard({ job, canCancel, onLeave }: JobCardProps) {
  const { t } = useTranslation();
  const title = useJobTitle()(job);
  const cancel = useCancelJob();
  const stopping = job.cancel_requested && job.state === 'running';
  const state = stopping
    ? 'stopping'
    : job.cancel_requested && job.state === 'failed'
      ? 'cancelled'
      : job.state;
  return (
    <li className={classes.job}>
      <div className={classes.head}>
        <strong>{title}</strong>
        <Mark tone={state === 'cancelled' ? 'neutral' : tones[job.state]}>{t(`jobs:state.${state}`)}</Mark>
        <span className={`muted ${classes.when}`}>
          <Ago at={job.finished_at ?? job.started_at ?? job.created_at} />
        </span>
      </div>
      {isActive(job) ? <AtWork job={job} title={title} /> : <Ended job={job} onLeave={onLeave} />}
      {!isActive(job) && changes.has(job.kind) && (
        <Suspense fallback={null}>
          <ChangeSetActions jobId={job.id} state={job.state} />
        </Suspense>
      )}
      {isActive(job) && canCancel && !stopping && (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={cancel.isPending}
          aria-label={t('jobs:cancel_one', { title })}
          onClick={() => cancel.mutate(job)}
        >
          {t('jobs:cancel')}
        </Button>
      )}
    </li>
  );
}

function AtWork({ job, title }: { job: Job; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = progressOf(job);
  const percent = progress?.percent ?? null;
  return (
    <>
      {job.state === 'running' && (
        <Progress
          value={percent ?? 100}
          striped={percent === null}
          animated={percent === null}
          aria-label={t('jobs:progress', { title })}
        />
      )}
      {progress && (
        <span className="muted tabular">
          {progress.total
            ? t('jobs:done_of', { done: format.number(progress.done), total: format.number(progress.total) })
            : t('jobs:done', { done: format.number(progress.done) })}
        </span>
      )}
      {job.error && <span className={classes.problem}>{t('jobs:again', { error: job.error })}</span>}
    </>
  );
}

function Ended({ job, onLeave }: { job: Job; onLeave: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const report = reportOf(job);
  const counts = report.counts.map(
    ({ name, count }) =>
      `${format.number(count)} ${t(`jobs:count.${name}`, { defaultValue: name.replaceAll('_', ' ') })}`,
  );
  return (
    <>
      {job.error && !job.cancel_requested && <span className={classes.problem}>{job.error}</span>}
      {counts.length > 0 && <span className="muted tabular">{format.list(counts)}</span>}
      {report.href &&
        (report.isDownload ? (
          <Anchor size="sm" href={url(report.href)} download>
            {t('jobs:download')}
          </Anchor>
        ) : (
          <Link className={classes.link} to={report.href} onClick={onLeave}>
            {t('jobs:open')}
          </Link>
        ))}
    </>
  );
}
