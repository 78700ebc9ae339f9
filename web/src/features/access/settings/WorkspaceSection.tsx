import { Button, Group, Select, SimpleGrid, Skeleton, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { WorkspaceSettings } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { countryOptions, currencyOptions, timezoneOptions } from '@/ui/options';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { sessionQuery } from '../session';
import { Panel } from './Panel';
import classes from './Settings.module.css';

export default function WorkspaceSection() {
  const settings = useQuery({
    queryKey: ['settings', 'workspace'],
    queryFn: () => api.get<WorkspaceSettings>('/api/settings/workspace'),
  });
  return (
    <Panel id="workspace">
      {settings.error && <ErrorState error={settings.error} retry={() => void settings.refetch()} compact />}
      {settings.isPending && <Skeleton height={260} maw={480} />}
      {settings.data && <WorkspaceForm settings={settings.data} />}
    </Panel>
  );
}

const texts = ['public_url', 'sender_name', 'sender_email', 'legal_name', 'privacy_contact'] as const;

function WorkspaceForm({ settings }: { settings: WorkspaceSettings }) {
  const { t, i18n } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const currencies = useMemo(() => currencyOptions(i18n.language), [i18n.language]);
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const languages = useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
    return ['en', 'fr', 'vi'].map((value) => ({ value, label: names.of(value) ?? value }));
  }, [i18n.language]);
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { ...settings } as WorkspaceSettings & Record<string, unknown>,
    send: (values) => api.put<WorkspaceSettings>('/api/settings/workspace', values),
    done: (saved: WorkspaceSettings) => {
      toast.done(t('access:saved'));
      queries.setQueryData(['settings', 'workspace'], saved);
      form.resetDirty();
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const locked = !can('settings.write');
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <fieldset disabled={locked} style={{ border: 0, padding: 0, margin: 0 }}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <TextInput label={t('access:workspace.name')} {...form.getInputProps('name')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
            <Select
              label={t('access:workspace.currency')}
              data={currencies}
              searchable
              allowDeselect={false}
              {...form.getInputProps('currency')}
            />
            <Select
              label={t('access:workspace.timezone')}
              data={timezoneOptions()}
              searchable
              allowDeselect={false}
              limit={80}
              {...form.getInputProps('timezone')}
            />
            <Select
              label={t('people:field.country')}
              data={countries}
              searchable
              allowDeselect={false}
              {...form.getInputProps('country')}
            />
            <Select
              label={t('access:workspace.locale')}
              data={languages}
              allowDeselect={false}
              {...form.getInputProps('locale')}
            />
          </SimpleGrid>
          {texts.map((field) => (
            <TextInput
              key={field}
              label={t(`access:workspace.${field}`)}
              description={field === 'public_url' ? t('access:workspace.public_url_hint') : undefined}
              {...form.getInputProps(field)}
            />
          ))}
          <Textarea
            label={t('access:workspace.postal_address')}
            autosize
            minRows={2}
            {...form.getInputProps('postal_address')}
          />
          {!locked && (
            <Group>
              <Button type="submit" loading={sending}>
                {t('access:save')}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}
