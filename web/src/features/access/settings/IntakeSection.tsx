import {
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Skeleton,
  Stack,
  TagsInput,
  Text,
} from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { IntakePolicy } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { Panel } from './Panel';
import classes from './Settings.module.css';

const key = ['settings', 'intake_policy'];

export default function IntakeSection() {
  const policy = useQuery({
    queryKey: key,
    queryFn: () => api.get<IntakePolicy>('/api/settings/intake_policy'),
  });
  return (
    <Panel id="intake">
      {policy.error && <ErrorState error={policy.error} retry={() => void policy.refetch()} compact />}
      {policy.isPending && <Skeleton height={260} maw={480} />}
      {policy.data && <IntakeForm policy={policy.data} />}
    </Panel>
  );
}

function IntakeForm({ policy }: { policy: IntakePolicy }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { ...policy } as IntakePolicy & Record<string, unknown>,
    send: (values) => api.put<IntakePolicy>('/api/settings/intake_policy', values),
    done: (saved: IntakePolicy) => {
      toast.done(t('access:saved'));
      queries.setQueryData(key, saved);
      form.resetDirty();
    },
  });
  const locked = !can('intake_policy.write');
  const reaction = (field: 'on_keyword_mismatch' | 'on_source_mismatch') => (
    <div>
      <Text size="sm" fw={500} mb={4} id={field}>
        {t(`access:intake.${field}`)}
      </Text>
      <SegmentedControl
        aria-labelledby={field}
        disabled={locked}
        data={(['refuse', 'alert'] as const).map((value) => ({
          value,
          label: t(`access:intake.reaction.${value}`),
        }))}
        {...form.getInputProps(field)}
      />
    </div>
  );
  const list = (field: 'allowed_keywords' | 'allowed_sources' | 'forbidden_sources') => (
    <TagsInput
      label={t(`access:intake.${field}`)}
      description={t(`access:intake.${field}_hint`)}
      placeholder={locked ? undefined : t('access:intake.add')}
      disabled={locked}
      {...form.getInputProps(field)}
    />
  );
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <Stack gap="lg">
        <FormSummary messages={summary} ref={summaryRef} />
        {list('allowed_keywords')}
        {reaction('on_keyword_mismatch')}
        {list('allowed_sources')}
        {reaction('on_source_mismatch')}
        {list('forbidden_sources')}
        <NumberInput
          label={t('access:intake.retention_years')}
          description={t('access:intake.retention_years_hint')}
          min={1}
          max={30}
          disabled={locked}
          w={200}
          {...form.getInputProps('retention_years')}
        />
        {!locked && (
          <Group>
            <Button type="submit" loading={sending}>
              {t('access:save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
