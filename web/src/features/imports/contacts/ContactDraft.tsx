import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportSettings } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { draftQuery, useImportActions } from '../api';
import { importErrorText, outcomesOf } from '../counts';
import classes from '../Imports.module.css';
import { Outcomes } from '../Outcomes';
import { ColumnMapping } from './ColumnMapping';
import { FileLook } from './FileLook';
import { FileOptions } from './FileOptions';

// The four steps of one page: the file, its columns, what holds for everybody, and the check before the run.
// Everything is suggested; who agrees presses one button.
export function ContactDraft({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const actions = useImportActions(job.id);
  const draft = useQuery({
    ...draftQuery(job.id, job.status),
    // What is open on the page, as a form for a new field, outlives the next state of the file.
    placeholderData: keepPreviousData,
    // A check may end before anybody saw it begin.
    refetchInterval: (query) =>
      actions.check.isSuccess && !query.state.data?.dry_run && !job.message ? 800 : false,
  });
  const now = draft.data;
  if (draft.error) return <ErrorState error={draft.error} retry={() => void draft.refetch()} />;
  if (!now) return null;
  const change = (settings: Partial<ImportSettings>) => {
    actions.check.reset();
    actions.change.mutate(settings);
  };
  const failed = [actions.change, actions.check, actions.run, actions.discard].find((a) => a.error);
  const checking = job.status === 'checking' || actions.check.isPending;
  return (
    <>
      <FormSummary messages={failed?.error ? [importErrorText(t, failed.error)] : []} />
      <Step title={t('imports:step.file')} text={t('imports:step.file_text')}>
        <FileLook draft={now} change={change} />
      </Step>
      <Step title={t('imports:step.columns')} text={t('imports:step.columns_text')}>
        <ColumnMapping draft={now} change={change} />
      </Step>
      <Step title={t('imports:step.settings')} text={t('imports:step.settings_text')}>
        <FileOptions draft={now} change={change} />
      </Step>
      <Step title={t('imports:step.check')} text={t('imports:step.check_text')}>
        {job.message && (
          <p role="alert">{t(`imports:problem.${job.message_code}`, { defaultValue: job.message })}</p>
        )}
        <div aria-live="polite">
          {checking && (
            <p className="muted">{t('imports:checking', { done: format.number(job.lines_done ?? 0) })}</p>
          )}
          {!checking && now.dry_run && (
            <>
              <Outcomes outcomes={outcomesOf(now.dry_run.counts).outcomes} />
              <p className="muted">{t('imports:nothing_written')}</p>
            </>
          )}
        </div>
      </Step>
      <div className={classes.actions}>
        <Button variant="default" loading={checking} onClick={() => actions.check.mutate()}>
          {t('imports:check')}
        </Button>
        <Button loading={actions.run.isPending} disabled={checking} onClick={() => actions.run.mutate()}>
          {t('imports:run', { lines: format.number(now.analysis.lines ?? 0) })}
        </Button>
        <Button
          variant="subtle"
          color="red"
          onClick={() => actions.discard.mutate(undefined, { onSuccess: () => go('/imports') })}
        >
          {t('imports:discard')}
        </Button>
      </div>
    </>
  );
}

function Step({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <section className={classes.step} aria-label={title}>
      <h2 className={classes.stepTitle}>{title}</h2>
      <p className={classes.stepText}>{text}</p>
      {children}
    </section>
  );
}
