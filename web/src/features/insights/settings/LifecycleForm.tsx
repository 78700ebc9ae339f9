import { Button, Group, NumberInput, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/client';
import { FormSummary } from '@/ui/FormSummary';
import { StaleNotice } from '@/ui/StaleNotice';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { lifecycleKey, saveLifecycle, type Versioned } from '../api';
import type { LifecycleSettings } from '../types';
import classes from './Lifecycle.module.css';
import { Preview } from './Preview';

const numbers = [
  'new_days',
  'reactivated_days',
  'churned_days',
  'churned_overdue_days',
  'at_risk_overdue_days',
  'loyal_orders',
  'loyal_days',
  'usual_interval_days',
] as const;
const least: Partial<Record<(typeof numbers)[number], number>> = {
  churned_overdue_days: 0,
  at_risk_overdue_days: 0,
};

export function LifecycleForm({ stored }: { stored: Versioned<LifecycleSettings> }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [stale, setStale] = useState(false);
  const locked = !can('settings.write');
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { ...stored.value } as LifecycleSettings & Record<string, unknown>,
    send: (values) => saveLifecycle(values, stored.version),
    done: (saved: Versioned<LifecycleSettings>) => {
      toast.done(t('access:saved'));
      queries.setQueryData(lifecycleKey, saved);
      void queries.invalidateQueries({ queryKey: ['insights'] });
      void queries.invalidateQueries({ queryKey: ['contacts', 'scores'] });
    },
    failed: (error: ApiError) => {
      setStale(error.code === 'stale');
      return error.code === 'stale';
    },
    validate: (values) =>
      Object.fromEntries(
        numbers
          .filter((name) => typeof values[name] !== 'number')
          .map((name) => [name, t('insights:settings.number')]),
      ),
  });
  const values = form.getValues();
  const fixed = values.churn_rule === 'fixed';
  return (
    <div className={classes.split}>
      <form onSubmit={submit} noValidate>
        <fieldset disabled={locked} className={classes.fields}>
          <Stack gap="md">
            <FormSummary messages={summary} ref={summaryRef} />
            {stale && (
              <StaleNotice reload={() => void queries.invalidateQueries({ queryKey: lifecycleKey })} />
            )}
            <div>
              <Text size="sm" fw={500} mb={4} id="churn_rule">
                {t('insights:settings.churn_rule')}
              </Text>
              <SegmentedControl
                aria-labelledby="churn_rule"
                disabled={locked}
                data={(['interval', 'fixed'] as const).map((value) => ({
                  value,
                  label: t(`insights:settings.rule.${value}`),
                }))}
                {...form.getInputProps('churn_rule')}
              />
              <p className={classes.hint}>
                {t(fixed ? 'insights:settings.fixed_hint' : 'insights:settings.interval_hint')}
              </p>
            </div>
            <SimpleGrid
              cols={{ base: 1, xs: 2 }}
              spacing="md"
              verticalSpacing="md"
              style={{ alignItems: 'end' }}
            >
              {numbers.map((name) => (
                <NumberInput
                  key={name}
                  label={t(`insights:settings.field.${name}`)}
                  description={t(`insights:settings.hint.${name}`)}
                  min={least[name] ?? 1}
                  max={name === 'loyal_orders' ? 1000 : 3650}
                  allowDecimal={false}
                  disabled={locked || (fixed && name === 'churned_overdue_days')}
                  {...form.getInputProps(name)}
                />
              ))}
            </SimpleGrid>
            {!locked && (
              <Group>
                <Button type="submit" loading={sending} disabled={!form.isDirty()}>
                  {t('access:save')}
                </Button>
                {form.isDirty() && (
                  <Button variant="default" onClick={() => form.reset()}>
                    {t('insights:settings.reset')}
                  </Button>
                )}
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
      <Preview settings={values} />
    </div>
  );
}
