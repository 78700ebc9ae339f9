import { Button, Skeleton } from '@mantine/core';
import { IconRefresh, IconTarget } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '@/ui/charts/Figure';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { LineChart, waiting } from '../base/ClvFigures';
import insights from '../Insights.module.css';
import { useDecimals } from '../numbers';
import { computeConversion, useConversion, useRefreshScores } from './api';
import { ReliabilityFigure } from './Reliability';
import classes from './Scores.module.css';
import { Known } from './TestFigures';
import type { Conversion, ScoreModel } from './types';

// What a score means: how likely the outcome is within the horizon, and how far that can be relied on.
export function ConversionFigures({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const can = useCan();
  const refresh = useRefreshScores();
  const answer = useConversion(model.id);
  const again = useMutation({
    mutationFn: () => computeConversion(model.id),
    onSuccess: () => refresh(),
    onError: (error) => toast.failed(error),
  });
  if (answer.isPending) return <Skeleton height={260} aria-hidden />;
  if (!answer.data) return <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />;
  const conversion = answer.data;
  return (
    <>
      <p className={classes.hint}>
        {t('scores:conversion_lead', {
          outcome: t(`scores:outcome.${conversion.outcome.kind}`),
          days: conversion.horizon_days,
        })}{' '}
        {!model.predicts_conversion && t('scores:predicts_not')}
      </p>
      {can('insights.fit') && (
        <Button
          size="xs"
          mb="md"
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={again.isPending}
          disabled={!model.definition}
          onClick={() => again.mutate()}
        >
          {t('scores:compute')}
        </Button>
      )}
      {conversion.computed_at || conversion.enough ? (
        <Computed model={model} conversion={conversion} />
      ) : (
        <State icon={IconTarget} compact title={t('scores:not_computed_title')}>
          {t('scores:not_computed')}
        </State>
      )}
    </>
  );
}

function Computed({ model, conversion }: { model: ScoreModel; conversion: Conversion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decimals = useDecimals();
  if (!conversion.enough) {
    return (
      <p className={classes.bad}>
        {t('scores:too_few', {
          count: conversion.conversions,
          least: conversion.least_conversions,
        })}
      </p>
    );
  }
  const probability = t('scores:probability');
  const brier = conversion.method === 'platt' ? conversion.platt_brier : conversion.isotonic_brier;
  return (
    <>
      <p className={classes.hint}>
        {t('scores:conversion_said', {
          count: conversion.people,
          conversions: format.number(conversion.conversions),
          cut: conversion.cut_at ? format.date(conversion.cut_at) : '',
          date: conversion.computed_at ? format.dateTime(conversion.computed_at) : '',
        })}{' '}
        {conversion.method && t(`scores:method.${conversion.method}`)}
      </p>
      <div className={insights.charts}>
        <Figure
          title={t('scores:curve')}
          file="conversion.csv"
          head={[t('scores:score'), probability]}
          rows={conversion.curve.map((point) => [point.points, point.probability])}
          shown={conversion.curve.map((point) => [decimals(point.points), format.percent(point.probability)])}
        >
          <Suspense fallback={waiting}>
            <LineChart
              label={t('scores:curve')}
              data={conversion.curve.map((point) => ({
                at: decimals(point.points, 0),
                [probability]: point.probability,
              }))}
              series={[{ name: probability, color: 'var(--series-1)' }]}
              axis={(value) => format.percent(value)}
              value={(value) => format.percent(value)}
            />
          </Suspense>
        </Figure>
        <ReliabilityFigure
          bins={conversion.bins}
          title={t('scores:reliability')}
          said={t('scores:calibration_said', {
            error:
              conversion.calibration_error === null || conversion.calibration_error === undefined
                ? '–'
                : format.percent(conversion.calibration_error),
            brier: brier === null || brier === undefined ? '–' : decimals(brier, 4),
            base:
              conversion.base_brier === null || conversion.base_brier === undefined
                ? '–'
                : decimals(conversion.base_brier, 4),
          })}
        />
      </div>
      <Known model={model} asOf={conversion.as_of} />
    </>
  );
}
