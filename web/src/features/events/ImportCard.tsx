import { Anchor, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { url } from '@/api/client';
import type { ImportJob } from '@/api/types';
import { Ago, Mark, type Tone } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import classes from './Imports.module.css';
import { outcomesOf } from './imports';

const tones: Record<ImportJob['status'], Tone> = {
  queued: 'neutral',
  running: 'info',
  completed: 'ok',
  failed: 'bad',
};

export function ImportCard({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { outcomes, made } = outcomesOf(job.counts);
  const done = job.lines_done ?? 0;
  const total = job.lines_total || 0;
  const active = job.status === 'running' || job.status === 'queued';
  const words = (group: string, name: string) =>
    t(`events:imports.${group}.${name}`, { defaultValue: name.replaceAll('_', ' ') });
  return (
    <div className={classes.job}>
      <div className={classes.jobHead}>
        <strong>{job.filename ?? job.kind}</strong>
        <Mark tone={tones[job.status]}>{t(`events:imports.status.${job.status}`)}</Mark>
        <span className="muted">
          <Ago at={job.started_at ?? job.created_at} />
        </span>
        {job.status === 'completed' && (
          <Anchor href={url(`/api/imports/${job.id}/report`)} download size="sm" ml="auto">
            {t('events:imports.report')}
          </Anchor>
        )}
      </div>
      {active && (
        <Progress
          value={total ? (done / total) * 100 : 100}
          striped={!total}
          animated={!total}
          aria-label={t('events:imports.progress')}
          mb={6}
        />
      )}
      <div className="muted" aria-live={active ? 'polite' : undefined}>
        {total
          ? t('events:imports.lines_of', { done: format.number(done), total: format.number(total) })
          : t('events:imports.lines', { done: format.number(done) })}
      </div>
      {job.message && <p>{job.message}</p>}
      {outcomes.length > 0 && (
        <table className={classes.counts}>
          <tbody>
            {outcomes.flatMap((outcome) => [
              <tr key={outcome.name} className={classes.outcome}>
                <th scope="row">{words('outcome', outcome.name)}</th>
                <td>{format.number(outcome.count)}</td>
              </tr>,
              ...outcome.reasons.map((reason) => (
                <tr key={`${outcome.name}.${reason.name}`}>
                  <th scope="row">{words('reason', reason.name)}</th>
                  <td>{format.number(reason.count)}</td>
                </tr>
              )),
            ])}
          </tbody>
        </table>
      )}
      {made.length > 0 && (
        <p className="muted">
          {t('events:imports.made', {
            list: format.list(
              made.map((item) => `${format.number(item.count)} ${words('thing', item.name)}`),
            ),
          })}
        </p>
      )}
    </div>
  );
}
