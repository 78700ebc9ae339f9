import { Button, Skeleton } from '@mantine/core';
import { IconRefresh, IconTargetArrow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { startAccuracy, useAccuracy } from '../api';
import { InsightTabs } from '../InsightTabs';
import shared from '../Insights.module.css';
import type { Accuracy } from '../types';
import { useStartedJob } from '../useStartedJob';
import { BandChecks, StageChecks } from './Checks';
import { Definitions } from './Definitions';
import { Headlines } from './Headlines';
import { OverTime } from './OverTime';
import { Values } from './Values';

const stale = [['insights', 'accuracy']];

// What was said 90 days ago, held against what came.
export function AccuracyPage() {
  const { t } = useTranslation();
  const can = useCan();
  const accuracy = useAccuracy();
  const measure = useStartedJob(startAccuracy, t('reports:accuracy.failed'), stale);
  return (
    <Page
      title={t('insights:page.accuracy')}
      scroll={false}
      actions={
        can('insights.fit') && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={measure.running}
            onClick={measure.run}
          >
            {t('reports:accuracy.measure')}
          </Button>
        )
      }
    >
      <InsightTabs />
      <div className={shared.panel} tabIndex={0} role="region" aria-label={t('insights:page.accuracy')}>
        <p className="hidden-visually" aria-live="polite">
          {measure.running ? t('reports:accuracy.running') : ''}
        </p>
        {accuracy.isPending && <Skeleton height={320} aria-hidden />}
        {accuracy.error && !accuracy.data && (
          <ErrorState error={accuracy.error} retry={() => void accuracy.refetch()} />
        )}
        {accuracy.data && !accuracy.data.report && (
          <State icon={IconTargetArrow} title={t('reports:accuracy.none_title')}>
            {t('reports:accuracy.none_text')}
          </State>
        )}
        {accuracy.data?.report && <Content accuracy={accuracy.data.report} />}
      </div>
    </Page>
  );
}

function Content({ accuracy }: { accuracy: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { latest } = accuracy;
  if (latest.stages.people === 0 && latest.engagement.people === 0) {
    return (
      <State icon={IconTargetArrow} title={t('reports:accuracy.empty_title')}>
        {t('reports:accuracy.empty_text')}
      </State>
    );
  }
  return (
    <>
      <p className={shared.said} style={{ margin: '0 0 14px' }}>
        {t('reports:accuracy.held', { from: format.date(latest.from), to: format.date(latest.to) })}{' '}
        {t('reports:accuracy.measured')} <Ago at={accuracy.computed_at} />.
      </p>
      <Headlines point={latest} />
      <div className={shared.charts}>
        <div className={shared.wide}>
          <OverTime months={accuracy.months} />
        </div>
        <StageChecks checks={accuracy.stages} />
        <BandChecks bands={accuracy.bands} />
        <div className={shared.wide}>
          <Values accuracy={accuracy} />
        </div>
      </div>
      <Definitions />
    </>
  );
}
