import { SegmentedControl, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconPencil } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import insights from '../Insights.module.css';
import { Accuracy } from './Accuracy';
import { useScoreModel } from './api';
import { ConversionFigures } from './Conversion';
import { DraftNotice } from './DraftNotice';
import { useLabel } from './labels';
import { ModelMenu } from './ModelMenu';
import { Overview } from './Overview';
import { Marks } from './ScoresPage';
import classes from './Scores.module.css';
import type { ScoreModel } from './types';
import { Versions } from './Versions';

// One model: its scores, what they are made of, its versions, and how right it was.
export function ScorePage() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const label = useLabel();
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useScoreModel(id);
  const model = answer.data;
  const title = model ? label((model.definition ?? model.draft)?.label, model.name) : t('scores:title');
  return (
    <Page
      title={title}
      scroll={false}
      before={
        <Link to="/insights/scores" aria-label={t('scores:back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} aria-hidden />
        </Link>
      }
      count={model && <Marks model={model} />}
      actions={
        model &&
        can('settings.write') && (
          <>
            <ActionButton
              icon={IconPencil}
              label={t('scores:edit')}
              onClick={() => go(`/insights/scores/${id}/edit`)}
            />
            <ModelMenu model={model} />
          </>
        )
      }
    >
      <div className={insights.panel} tabIndex={0} role="region" aria-label={title}>
        {answer.isPending && <Skeleton height={320} aria-hidden />}
        {answer.error && !model && <ErrorState error={answer.error} retry={() => void answer.refetch()} />}
        {model && <Content model={model} />}
      </div>
    </Page>
  );
}

function Content({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const label = useLabel();
  const [search, set] = useUrlState();
  const points = (model.definition ?? model.draft)?.kind === 'points';
  const tabs = ['scores', 'versions', ...(points ? ['accuracy', 'conversion'] : [])];
  const tab = tabs.find((one) => one === search.tab) ?? 'scores';
  const description = label((model.definition ?? model.draft)?.description, ' ').trim();
  return (
    <>
      <p className={classes.lead}>
        {description && `${description}. `}
        {t('scores:in_rules')} <code>{model.field}</code>
        {model.band_field && (
          <>
            {', '}
            <code>{model.band_field}</code>
          </>
        )}
        {model.predicts_conversion && (
          <>
            {', '}
            <code>{'conversion_probability'}</code>
          </>
        )}
      </p>
      {model.state.problem && <p className={classes.bad}>{model.state.problem}</p>}
      <DraftNotice model={model} />
      <SegmentedControl
        size="xs"
        mb="md"
        aria-label={t('scores:parts_of_page')}
        value={tab}
        onChange={(value) => set({ tab: value === 'scores' ? undefined : value })}
        data={tabs.map((value) => ({ value, label: t(`scores:tab.${value}`) }))}
      />
      {tab === 'scores' && <Overview model={model} />}
      {tab === 'versions' && <Versions model={model} />}
      {tab === 'accuracy' && <Accuracy model={model} />}
      {tab === 'conversion' && <ConversionFigures model={model} />}
    </>
  );
}
