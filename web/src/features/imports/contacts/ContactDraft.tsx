import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob, ImportSettings } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import { draftQuery, useImportActions } from '../api';
import { importErrorText, outcomesOf } from '../counts';
import classes from '../Imports.module.css';
import { Outcomes } from '../Outcomes';
import { ColumnMapping } from './ColumnMapping';
import { FileLook } from './FileLook';
import { FileOptions } from './FileOptions';
import { useDraftSettings } from './useDraftSettings';

// The four steps of one page: the file, its columns, what holds for everybody, and the check before the run.
// Everything is suggested; who agrees presses one button.
export function ContactDraft({ job }: { job: ImportJob }) {
  const { t } = useTranslation();
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
  const settings = useDraftSettings(job.id, draft.data);
  const [storing, setStoring] = useState<'check' | 'run'>();
  const now = settings.draft;
  if (draft.error) return <ErrorState error={draft.error} retry={() => void draft.refetch()} />;
  if (!now) return null;
  const change = (changes: Partial<ImportSettings>) => {
    actions.check.reset();
    actions.run.reset();
    settings.change(changes);
  };
  // Begins with what the screen shows, which may be on its way still.
  const begin = async (what: 'check' | 'run') => {
    setStoring(what);
    try {
      const version = await settings.settle();
      await actions[what].mutateAsync(version);
    } catch {
      // Said above the steps.
    } finally {
      setStoring(undefined);
    }
  };
  const failed =
    [actions.check, actions.run, actions.discard].find((a) => a.error)?.error ?? settings.refusal;
  const checking = job.status === 'checking' || storing === 'check';
  return (
    <>
      <FormSummary messages={failed ? [importErrorText(t, failed)] : []} />
      <Step title={t('imports:step.file')} text={t('imports:step.file_text')}>
        <FileLook draft={now} change={change} />
      </Step>
      <Step title={t('imports:step.columns')} text={t('imports:step.columns_text')}>
        <ColumnMapping draft={now} change={change} disabled={settings.rereading} />
      </Step>
      <Step title={t('imports:step.settings')} text={t('imports:step.settings_text')}>
        <FileOptions draft={now} change={change} />
      </Step>
      <Step title={t('imports:step.check')} text={t('imports:step.check_text')}>
        {job.message && (
          <p role="alert">{t(`imports:problem.${job.message_code}`, { defaultValue: job.message })}</p>
        )}
        <div aria-live="polite">
          {checking && <p className="muted">{t('imports:checking', { count: job.lines_done ?? 0 })}</p>}
          {!checking && now.dry_run && (
            <>
              <Outcomes outcomes={outcomesOf(now.dry_run.counts).outcomes} />
              <p className="muted">{t('imports:nothing_written')}</p>
            </>
          )}
        </div>
      </Step>
      <div className={classes.actions}>
        <Button variant="default" loading={checking} onClick={() => void begin('check')}>
          {t('imports:check')}
        </Button>
        <Button loading={storing === 'run'} disabled={checking} onClick={() => void begin('run')}>
          {t('imports:run', { count: now.analysis.lines ?? 0 })}
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
