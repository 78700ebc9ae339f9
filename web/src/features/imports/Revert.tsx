import { Button, Progress } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '@/api/types';
import { KeptContacts } from '@/features/people/widgets';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { ErrorState } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { revertQuery, useImportActions } from './api';
import { sumsOf } from './counts';
import classes from './Imports.module.css';

// Can the import be taken back, and is there anything to take back? Orders never can.
export function isRevertible(job: ImportJob): boolean {
  const sums = sumsOf(job.counts);
  return (
    job.kind === 'contacts' &&
    ['completed', 'cancelled', 'failed'].includes(job.status) &&
    Boolean(job.revertible_until && new Date(job.revertible_until).getTime() > Date.now()) &&
    (sums.created ?? 0) + (sums.updated ?? 0) + (sums.merged ?? 0) > 0
  );
}

// As soon as an import ends before somebody's eyes, a message says so and offers the way back.
export function useRevertOffer(id: string, job: ImportJob | undefined): void {
  const { t } = useTranslation();
  const can = useCan();
  const { revert } = useImportActions(id);
  const before = useRef(job?.status);
  useEffect(() => {
    const was = before.current;
    before.current = job?.status;
    const ended = was && was !== 'completed' && was !== 'reverting' && job?.status === 'completed';
    if (!ended || !can('contacts.import') || !isRevertible(job)) return;
    toast.done(t('imports:ended', { name: job.filename }), {
      label: t('imports:revert.action'),
      run: () => void revert.mutateAsync().catch((error: unknown) => toast.failed(error)),
    });
  }, [job, can, revert, t]);
}

export function RevertButton({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { revert } = useImportActions(job.id);
  const [asked, setAsked] = useState(false);
  const sums = sumsOf(job.counts);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        title={t('imports:revert.until', { date: format.date(job.revertible_until ?? '') })}
        onClick={() => setAsked(true)}
      >
        {t('imports:revert.action')}
      </Button>
      {asked && (
        <ConfirmDialog
          title={t('imports:revert.title')}
          text={t('imports:revert.text', { created: sums.created ?? 0, updated: sums.updated ?? 0 })}
          action={t('imports:revert.confirm')}
          run={() => revert.mutateAsync()}
          done={() => undefined}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

// How far the revert is, and what it left as it is.
export function RevertReport({ job, may }: { job: ImportJob; may: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { revert } = useImportActions(job.id);
  const report = useQuery(revertQuery(job.id, job.status));
  const now = report.data;
  if (report.error) return <ErrorState error={report.error} compact />;
  if (!now) return null;
  const running = job.status === 'reverting';
  const total = now.total ?? 0;
  return (
    <section className={classes.step} aria-label={t(`imports:status.${job.status}`)}>
      {running && (
        <>
          <Progress
            value={total ? Math.min(((now.done ?? 0) / total) * 100, 100) : 100}
            aria-label={t('imports:revert.progress')}
            mb={6}
          />
          <p className="muted" aria-live="polite">
            {t('imports:revert.of', { done: format.number(now.done ?? 0), total: format.number(total) })}
          </p>
          {may && now.stopped && (
            <Button loading={revert.isPending} onClick={() => revert.mutate()}>
              {t('imports:revert.go_on')}
            </Button>
          )}
        </>
      )}
      {!running && (
        <p>
          {t('imports:revert.done', {
            deleted: format.number(now.counts.deleted ?? 0),
            updated: format.number(now.counts.updated ?? 0),
            kept: format.number(now.kept ?? 0),
          })}
        </p>
      )}
      {!running && Boolean(now.kept) && (
        <KeptContacts path={`/api/imports/${job.id}/kept`} state={job.status} titled />
      )}
    </section>
  );
}
