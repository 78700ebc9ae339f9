import { Button, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/client';
import { currencyDigits } from '@/lib/format';
import { FormSummary } from '@/ui/FormSummary';
import { StaleNotice } from '@/ui/StaleNotice';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { rankingKey, saveRanking, type Versioned } from '../api';
import type { Ranking } from '../types';
import { moneyOf, typedOf } from './money';
import classes from './Settings.module.css';

const numbers = [
  ['holdout_percent', 0, 50, 'holdout_hint'],
  ['exploration_percent', 1, 50, 'exploration_hint'],
  ['stable_days', 1, 60, 'stable_hint'],
  ['outcome_days', 1, 90, 'outcome_hint'],
] as const;

export function RankingForm({ stored, locked }: { stored: Versioned; locked: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const [stale, setStale] = useState(false);
  const currency = stored.value.hour_cost?.currency ?? format.currency;
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { ...stored.value, hour_cost: typedOf(stored.value.hour_cost) } as Record<string, unknown>,
    send: (values) =>
      saveRanking({ ...values, hour_cost: moneyOf(values.hour_cost, currency) } as Ranking, stored.version),
    done: (saved: Versioned) => {
      toast.done(t('access:saved'));
      queries.setQueryData(rankingKey, saved);
      void queries.invalidateQueries({ queryKey: ['next_actions'] });
    },
    failed: (error: ApiError) => {
      setStale(error.code === 'stale');
      return error.code === 'stale';
    },
    validate: (values) =>
      Object.fromEntries(
        numbers
          .filter(([name]) => typeof values[name] !== 'number')
          .map(([name]) => [name, t('next_actions:settings.number')]),
      ),
  });
  const label = (name: string) => t(`next_actions:settings.${name}`);
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <fieldset disabled={locked} className={classes.fields}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          {stale && <StaleNotice reload={() => void queries.invalidateQueries({ queryKey: rankingKey })} />}
          <SimpleGrid
            cols={{ base: 1, xs: 2 }}
            spacing="md"
            verticalSpacing="md"
            style={{ alignItems: 'end' }}
          >
            {numbers.map(([name, min, max, hint]) => (
              <NumberInput
                key={name}
                label={label(name)}
                description={label(hint)}
                min={min}
                max={max}
                allowDecimal={name.endsWith('percent')}
                disabled={locked}
                {...form.getInputProps(name)}
              />
            ))}
            <NumberInput
              label={label('hour_cost')}
              description={label('hour_hint')}
              min={0}
              decimalScale={currencyDigits(currency)}
              suffix={` ${currency}`}
              disabled={locked}
              {...form.getInputProps('hour_cost')}
            />
            <TextInput
              label={label('experiment')}
              description={label('experiment_hint')}
              maxLength={40}
              disabled={locked}
              {...form.getInputProps('experiment')}
            />
          </SimpleGrid>
          {!locked && (
            <Group>
              <Button type="submit" loading={sending} disabled={!form.isDirty()}>
                {t('access:save')}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}
