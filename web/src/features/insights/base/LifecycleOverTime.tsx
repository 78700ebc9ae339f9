import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { Legend } from '@/ui/charts/Legend';
import { Sankey } from '@/ui/charts/Sankey';
import { ErrorState } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useToday } from '@/ui/useToday';
import { DateRange } from '@/ui/DateRange';
import { useUrlState } from '@/ui/useUrlState';
import { useStageFlow } from '../api';
import classes from '../Insights.module.css';
import { stageColour, stages } from '../stages';
import type { StageFlow } from '../types';

const Areas = lazy(() => import('@/ui/charts/Charts').then((charts) => ({ default: charts.Areas })));

// How many stood in which stage day by day, and who went where between two days.
export function LifecycleOverTime() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const today = useToday();
  const halfYearAgo = useToday(-180);
  const from = search.from ?? halfYearAgo;
  const to = search.to ?? today;
  const flow = useStageFlow(from, to);
  const dates = <DateRange from={from} to={to} last={today} onChange={set} />;
  if (!flow.data) {
    return flow.error ? (
      <>
        {dates}
        <ErrorState error={flow.error} retry={() => void flow.refetch()} compact />
      </>
    ) : (
      <Skeleton height={280} aria-hidden />
    );
  }
  const names = new Map<string, string>(stages.map((stage) => [stage, t(`insights:stage.${stage}`)]));
  return (
    <div className={classes.charts}>
      <OverTime flow={flow.data} names={names} controls={dates} />
      <Sankey
        title={t('insights:moves.title')}
        label={t('insights:moves.label', { from: format.date(from), to: format.date(to) })}
        counted={t('insights:column.customers')}
        none={t('insights:stage.none')}
        nobody={t('insights:moves.nobody')}
        say={(move) => t('insights:moves.say', move)}
        file="lifecycle moves.csv"
        colours={stages.map((stage) => stageColour[stage])}
        ids={stages}
        names={names}
        flows={flow.data.moves.map((move) => ({
          from: move.from ?? 'none',
          to: move.to ?? 'none',
          count: move.customers,
        }))}
        from={format.date(from)}
        to={format.date(to)}
        controls={
          <p className="muted" style={{ margin: '4px 0' }}>
            {t('insights:moves.between', { from: format.date(from), to: format.date(to) })}
          </p>
        }
      />
    </div>
  );
}

function OverTime({
  flow,
  names,
  controls,
}: {
  flow: StageFlow;
  names: Map<string, string>;
  controls: React.ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (stage: string) => names.get(stage) ?? stage;
  const { days } = flow;
  const series = stages.map((stage) => ({ name: name(stage), color: stageColour[stage] }));
  return (
    <Figure
      title={t('insights:over_time.title')}
      file="lifecycle by day.csv"
      head={[t('insights:column.day'), ...stages.map(name)]}
      rows={days.map((one) => [one.day, ...stages.map((stage) => one.customers[stage] ?? 0)])}
      shown={days.map((one) => [
        format.date(one.day),
        ...stages.map((stage) => format.number(one.customers[stage] ?? 0)),
      ])}
      controls={controls}
    >
      <Suspense fallback={<Skeleton height={240} aria-hidden />}>
        <Areas
          label={t('insights:over_time.title')}
          data={days.map((one) => ({
            at: format.date(one.day),
            ...Object.fromEntries(stages.map((stage) => [name(stage), one.customers[stage] ?? 0])),
          }))}
          series={series}
          axis={(value) => format.compact(value)}
          value={(value) => format.number(value)}
        />
      </Suspense>
      <Legend items={series} />
    </Figure>
  );
}
