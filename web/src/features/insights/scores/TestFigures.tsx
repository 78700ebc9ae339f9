import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import { LineChart, waiting } from '../base/ClvFigures';
import insights from '../Insights.module.css';
import { aucWord } from '../model/fits';
import { useDecimals } from '../numbers';
import { missing, useFieldLabel, useLabel, useReason } from './labels';
import { ReliabilityFigure } from './Reliability';
import classes from './Scores.module.css';
import type { AsOf, ScoreModel, ScoreTest } from './types';

const aucTone = { poor: 'bad', fair: 'warn', good: 'ok' } as const;

// How well the scores of that day foretold what came after it.
export function TestFigures({ model, test }: { model: ScoreModel; test: ScoreTest }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p className={classes.hint}>
        {t('scores:test_said', {
          count: test.people,
          cut: format.date(test.cut_at),
          days: test.horizon_days,
          positives: format.number(test.positives),
          outcome: t(`scores:outcome.${test.outcome.kind}`),
        })}{' '}
        {test.sampled && t('scores:sampled')}
      </p>
      {!test.enough && <p className={classes.bad}>{t('scores:not_enough', { reason: test.reason })}</p>}
      {test.enough && (
        <>
          <Tiles test={test} />
          <div className={insights.charts}>
            <Gains test={test} />
            <ReliabilityFigure bins={test.bins} title={t('scores:reliability')} />
          </div>
        </>
      )}
      <Known model={model} asOf={test.as_of} />
    </>
  );
}

function Tiles({ test }: { test: ScoreTest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  const auc = test.auc ?? null;
  const figure = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? '–' : decimals(value, digits);
  return (
    <dl className={insights.tiles}>
      <div>
        <dt>{t('insights:model.auc')}</dt>
        <dd>
          {figure(auc, 3)}{' '}
          {auc !== null && (
            <Mark tone={aucTone[aucWord(auc)]}>{t(`insights:model.auc_word.${aucWord(auc)}`)}</Mark>
          )}
        </dd>
        <dd className={insights.note}>{t('scores:auc_note')}</dd>
      </div>
      <div>
        <dt>{t('scores:lift')}</dt>
        <dd>{test.lift === null || test.lift === undefined ? '–' : `${decimals(test.lift, 1)}×`}</dd>
        <dd className={insights.note}>{t('scores:lift_note')}</dd>
      </div>
      <div>
        <dt>{t('insights:model.brier')}</dt>
        <dd>{figure(test.brier, 4)}</dd>
        <dd className={insights.note}>{t('scores:brier_note')}</dd>
      </div>
      <div>
        <dt>{t('scores:base_rate')}</dt>
        <dd>
          {test.base_rate === null || test.base_rate === undefined ? '–' : format.percent(test.base_rate)}
        </dd>
        <dd className={insights.note}>{t('scores:base_rate_note')}</dd>
      </div>
    </dl>
  );
}

// Of the people with the highest scores: which share of all conversions were theirs.
function Gains({ test }: { test: ScoreTest }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!test.gains.length) return null;
  const [captured, even] = [t('scores:captured'), t('insights:concentration.even')];
  const series = [
    { name: captured, color: 'var(--series-1)' },
    { name: even, color: 'var(--series-6)', strokeDasharray: '4 4' },
  ];
  const points = [{ share: 0, captured: 0 }, ...test.gains];
  return (
    <Figure
      title={t('scores:gains')}
      file="gains.csv"
      head={[t('scores:gains_share'), captured]}
      rows={points.map((point) => [point.share, point.captured])}
      shown={points.map((point) => [format.percent(point.share, 0), format.percent(point.captured)])}
    >
      <Suspense fallback={waiting}>
        <LineChart
          label={t('scores:gains')}
          data={points.map((point) => ({
            at: format.percent(point.share, 0),
            [captured]: point.captured,
            [even]: point.share,
          }))}
          series={series}
          axis={(value) => format.percent(value)}
          value={(value) => format.percent(value)}
        />
      </Suspense>
      <Legend items={series} />
    </Figure>
  );
}

// How each part was known on that day.
export function Known({ model, asOf }: { model: ScoreModel; asOf: AsOf[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useLabel();
  const field = useFieldLabel();
  const reason = useReason();
  const parts = (model.definition ?? model.draft)?.components ?? [];
  if (!asOf.length) return null;
  return (
    <section aria-labelledby="as-of">
      <h2 id="as-of" className={classes.group}>
        {t('scores:as_of')}
      </h2>
      <ul className={classes.changes}>
        {asOf.map((one) => (
          <li key={one.name}>
            <b>{label(parts.find((part) => part.name === one.name)?.label, one.name)}</b>:{' '}
            {missing.test(one.reason) ? reason(one.reason) : t(`scores:how.${one.how}`)}
            {one.fields.length > 0 && one.how !== 'exact' && (
              <span className="muted"> ({format.list(one.fields.map(field))})</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
