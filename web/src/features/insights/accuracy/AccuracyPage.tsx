import { IconTargetArrow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '@/ui/marks';
import { State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { startAccuracy, useAccuracy } from '../api';
import { ImportOrders } from '../ImportOrders';
import shared from '../Insights.module.css';
import { MeasuredPage } from '../MeasuredPage';
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
  const accuracy = useAccuracy();
  const job = useStartedJob(startAccuracy, t('reports:accuracy.failed'), stale);
  return (
    <MeasuredPage
      title={t('insights:page.accuracy')}
      query={accuracy}
      job={job}
      measure={t('reports:accuracy.measure')}
      running={t('reports:accuracy.running')}
    >
      {({ report }) =>
        report ? (
          <Content accuracy={report} />
        ) : (
          <State icon={IconTargetArrow} title={t('reports:accuracy.none_title')}>
            {t('reports:accuracy.none_text')}
          </State>
        )
      }
    </MeasuredPage>
  );
}

function Content({ accuracy }: { accuracy: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { latest } = accuracy;
  if (latest.stages.people === 0 && latest.engagement.people === 0) {
    return (
      <State icon={IconTargetArrow} title={t('reports:accuracy.empty_title')} actions={<ImportOrders />}>
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
