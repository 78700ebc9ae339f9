import { Button, Menu, Skeleton } from '@mantine/core';
import { IconChevronDown, IconGauge, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useGo } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import insights from '../Insights.module.css';
import { InsightTabs } from '../InsightTabs';
import { useDecimals } from '../numbers';
import { useDistribution, useScoreModels } from './api';
import { useLabel } from './labels';
import classes from './Scores.module.css';
import { Bands, MiniSpread } from './Spread';
import type { ScoreModel } from './types';

// The models of the workspace, each with how its scores are spread.
export function ScoresPage() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useGo();
  const models = useScoreModels();
  return (
    <Page
      title={t('scores:title')}
      scroll={false}
      actions={
        can('settings.write') && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                leftSection={<IconPlus size={15} aria-hidden />}
                rightSection={<IconChevronDown size={14} aria-hidden />}
              >
                {t('scores:create')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {(['points', 'choice'] as const).map((kind) => (
                <Menu.Item key={kind} onClick={() => go(`/insights/scores/create?kind=${kind}`)}>
                  {t(`scores:kind.${kind}`)}
                  <div className="muted">{t(`scores:kind_text.${kind}`)}</div>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )
      }
    >
      <InsightTabs />
      <div className={insights.panel} tabIndex={0} role="region" aria-label={t('scores:title')}>
        <p className={classes.lead}>{t('scores:lead')}</p>
        {models.isPending && <Skeleton height={320} aria-hidden />}
        {models.error && !models.data && (
          <ErrorState error={models.error} retry={() => void models.refetch()} />
        )}
        {models.data && !models.data.length && (
          <State icon={IconGauge} title={t('scores:empty')}>
            {t('scores:empty_text')}
          </State>
        )}
        <div className={classes.models}>
          {models.data?.map((model) => (
            <Model key={model.id} model={model} />
          ))}
        </div>
      </div>
    </Page>
  );
}

function Model({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const label = useLabel();
  const counts = model.active && Boolean(model.definition);
  const spread = useDistribution(model.id, model.version, counts).data;
  const definition = model.definition ?? model.draft;
  const name = label(definition?.label, model.name);
  return (
    <article className={classes.model} aria-labelledby={`model-${model.id}`}>
      <header>
        <h2 id={`model-${model.id}`}>
          <Link to={`/insights/scores/${model.id}`}>{name}</Link>
        </h2>
        <Marks model={model} />
      </header>
      <p className="muted">{label(definition?.description, ' ')}</p>
      {counts && !spread && <Skeleton height={64} aria-hidden />}
      {spread && (
        <>
          {spread.bins.length > 0 && (
            <div className={classes.figures}>
              <MiniSpread spread={spread} />
              <span>
                <strong>{decimals(spread.mean)}</strong> {t('scores:mean')}
                <br />
                <strong>{decimals(spread.median)}</strong> {t('scores:median')}
              </span>
            </div>
          )}
          <Bands spread={spread} />
        </>
      )}
      <p className={classes.foot}>
        {t('scores:people_count', { count: spread?.people ?? model.state.people })}
        {model.adopted_version
          ? ` · ${t('scores:version_since', {
              version: model.adopted_version,
              date: model.adopted_at ? format.date(model.adopted_at) : '',
            })}`
          : ` · ${t('scores:never_adopted')}`}
      </p>
    </article>
  );
}

// What there is to know of a model at once.
export function Marks({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  return (
    <span className={classes.marks}>
      {!model.active && <Mark>{t('scores:off')}</Mark>}
      {model.draft && <Mark tone="warn">{t('scores:draft')}</Mark>}
      {model.predicts_conversion && <Mark tone="info">{t('scores:predicts')}</Mark>}
      {model.state.problem && <Mark tone="bad">{t('scores:problem')}</Mark>}
    </span>
  );
}
