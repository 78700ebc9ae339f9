import { Button, Select, Skeleton } from '@mantine/core';
import { IconAdjustments, IconTestPipe } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useUrlState } from '@/ui/useUrlState';
import { backtest, refit, useRefreshScores, useTests } from './api';
import { RefitFigures } from './RefitFigures';
import classes from './Scores.module.css';
import { TestFigures } from './TestFigures';
import type { ScoreModel } from './types';

// Computed for a day in the past and held against what happened afterwards; weights that would have done better.
export function Accuracy({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const [search, set] = useUrlState();
  const refresh = useRefreshScores();
  const tests = useTests(model.id);
  const done = (test: { id: string }) => {
    set({ test: test.id });
    refresh();
  };
  const testing = useMutation({
    mutationFn: (of: 'adopted' | 'draft') => backtest(model.id, of),
    onSuccess: done,
    onError: (error) => toast.failed(error),
  });
  const fitting = useMutation({
    mutationFn: () => refit(model.id, Boolean(model.draft)),
    onSuccess: done,
    onError: (error) => toast.failed(error),
  });
  const items = (tests.data ?? []).filter((test) => test.kind !== 'conversion');
  const test = items.find((one) => one.id === search.test) ?? items[0];
  return (
    <>
      <p className={classes.hint}>{t('scores:accuracy_lead')}</p>
      <div className={classes.tests}>
        {items.length > 0 && test && (
          <Select
            size="xs"
            w={320}
            maw="100%"
            label={t('scores:test')}
            allowDeselect={false}
            value={test.id}
            onChange={(id) => set({ test: id ?? undefined })}
            data={items.map((one) => ({
              value: one.id,
              label: t(`scores:test_of.${one.kind}`, {
                date: format.dateTime(one.made_at),
                version: one.model_version ?? t('scores:draft'),
              }),
            }))}
          />
        )}
        {can('insights.fit') && (
          <>
            <Button
              size="xs"
              leftSection={<IconTestPipe size={15} aria-hidden />}
              loading={testing.isPending}
              disabled={!model.definition}
              onClick={() => testing.mutate('adopted')}
            >
              {t('scores:backtest')}
            </Button>
            {model.draft && (
              <Button
                size="xs"
                variant="default"
                loading={testing.isPending}
                onClick={() => testing.mutate('draft')}
              >
                {t('scores:backtest_draft')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              leftSection={<IconAdjustments size={15} aria-hidden />}
              loading={fitting.isPending}
              disabled={!model.definition}
              onClick={() => fitting.mutate()}
            >
              {t(model.draft ? 'scores:refit_replace' : 'scores:refit')}
            </Button>
          </>
        )}
      </div>
      {tests.isPending && <Skeleton height={240} aria-hidden />}
      {tests.error && !tests.data && (
        <ErrorState error={tests.error} retry={() => void tests.refetch()} compact />
      )}
      {tests.data && !test && (
        <State icon={IconTestPipe} compact title={t('scores:no_tests')}>
          {t('scores:no_tests_text')}
        </State>
      )}
      {test?.refit && <RefitFigures model={model} test={test} refit={test.refit} />}
      {test && <TestFigures model={model} test={test} />}
    </>
  );
}
