import { Button, Skeleton } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { InsightTabs } from '@/features/insights/widgets';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { useReport } from '../api';
import type { Report } from '../types';
import { ActionTable } from './ActionTable';
import { PolicyFigures } from './PolicyFigures';
import classes from './Report.module.css';
import { UpliftFigures } from './UpliftFigures';

// How the suggestions do: by action, against people held out, and against a random order.
export function ReportPage() {
  const { t } = useTranslation();
  const report = useReport();
  return (
    <Page title={t('next_actions:report.title')} scroll={false}>
      <InsightTabs />
      <div className={classes.panel} tabIndex={0} role="region" aria-label={t('next_actions:report.title')}>
        {report.isPending && <Skeleton height={320} aria-hidden />}
        {report.error && !report.data && (
          <ErrorState error={report.error} retry={() => void report.refetch()} />
        )}
        {report.data && <Parts report={report.data} />}
      </div>
    </Page>
  );
}

function Parts({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const can = useCan();
  if (!report.actions.some((line) => line.shown > 0)) {
    return (
      <State
        icon={IconBulb}
        title={t('next_actions:report.empty')}
        actions={
          can('next_actions.act') && (
            <Button onClick={() => go('/next-actions')}>{t('app:nav.next_actions')}</Button>
          )
        }
      >
        {t('next_actions:report.empty_text')}
      </State>
    );
  }
  return (
    <>
      <Section title={t('next_actions:report.actions')}>
        <p className={classes.lead}>{t('next_actions:report.actions_lead', { days: report.outcome_days })}</p>
        <ActionTable report={report} />
      </Section>
      <Section title={t('next_actions:report.uplift')}>
        <p className={classes.lead}>
          {t('next_actions:report.uplift_lead', { percent: format.percent(report.holdout_percent / 100, 0) })}
        </p>
        <UpliftFigures report={report} />
      </Section>
      <Section title={t('next_actions:report.policy')}>
        <PolicyFigures report={report} />
      </Section>
    </>
  );
}
