import { Anchor, Button, Progress } from '@mantine/core';
import { IconDownload, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { url } from '@/api/client';
import type { ImportJob } from '@/api/types';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { useCan, useFormat } from '@/ui/session';
import { isWorking, useImportActions } from './api';
import { outcomesOf } from './counts';
import classes from './Imports.module.css';
import { LineTable } from './LineTable';
import { Outcomes } from './Outcomes';
import { isRevertible, RevertButton, RevertReport } from './Revert';

export function ImportResult({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const actions = useImportActions(job.id);
  const [outcome, setOutcome] = useState(job.kind === 'orders' ? 'rejected' : '');
  const { outcomes, made } = outcomesOf(job.counts);
  const done = job.lines_done ?? 0;
  const total = job.lines_total || 0;
  const reverts = job.status === 'reverting' || job.status === 'reverted';
  const active = isWorking(job.status) && !reverts;
  const may = can(job.kind === 'contacts' ? 'contacts.import' : 'imports.write');
  const failed = [actions.pause, actions.resume, actions.cancel].find((a) => a.error);
  return (
    <>
      <FormSummary messages={failed?.error ? [errorText(t, failed.error)] : []} />
      {reverts && <RevertReport job={job} may={may} />}
      {(active || job.status === 'paused') && (
        <Progress
          value={total ? Math.min((done / total) * 100, 100) : 100}
          striped={!total}
          animated={!total && active}
          aria-label={t('imports:progress')}
          mb={6}
        />
      )}
      <p className="muted" aria-live={active ? 'polite' : undefined}>
        {total
          ? t('imports:lines_of', { done: format.number(done), total: format.number(total) })
          : t('imports:lines', { count: done })}
      </p>
      {job.message && (
        <p role="alert">{t(`imports:problem.${job.message_code}`, { defaultValue: job.message })}</p>
      )}
      <Outcomes outcomes={outcomes} chosen={outcome} choose={setOutcome} />
      {made.length > 0 && (
        <p className="muted">
          {t('imports:made', {
            list: format.list(
              made.map((item) => `${format.number(item.count)} ${t(`imports:thing.${item.name}`)}`),
            ),
          })}
        </p>
      )}
      <div className={classes.options}>
        {may && ['queued', 'running'].includes(job.status) && (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={15} aria-hidden />}
            loading={actions.pause.isPending}
            onClick={() => actions.pause.mutate()}
          >
            {t('imports:pause')}
          </Button>
        )}
        {may && job.status === 'paused' && (
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={actions.resume.isPending}
            onClick={() => actions.resume.mutate()}
          >
            {t('imports:resume')}
          </Button>
        )}
        {may && ['queued', 'running', 'paused'].includes(job.status) && (
          <Button variant="subtle" color="red" onClick={() => actions.cancel.mutate()}>
            {t('imports:cancel')}
          </Button>
        )}
        {may && isRevertible(job) && <RevertButton job={job} />}
        {outcomes.length > 0 && (
          <Anchor href={url(`/api/imports/${job.id}/report`, { outcome })} download size="sm">
            <IconDownload size={14} aria-hidden /> {t('imports:report')}
          </Anchor>
        )}
      </div>
      <LineTable job={job} outcome={outcome} />
    </>
  );
}
