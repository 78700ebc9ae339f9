import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Issue } from '@/api/client';
import type { ConsentStatus, Contact, IntakePolicy } from '@/api/types';
import { issueText } from '@/ui/errors';
import { FormDrawer } from '@/ui/FormDrawer';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshPeople } from '../api';
import { consentStatuses } from '../model';

type Accepted = Contact & { alerts?: Issue[] };

const empty = {
  email: '',
  first_name: '',
  keyword_intent: '',
  source: '',
  consent_status: 'unknown' as ConsentStatus | null,
};

// A prospect goes through the intake policy: refused with the reason beside the field, or taken in, perhaps
// with something to look at.
export function ProspectDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const refresh = useRefreshPeople();
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const policy = useQuery({
    queryKey: ['settings', 'intake_policy'],
    queryFn: () => api.get<IntakePolicy>('/api/settings/intake_policy'),
    enabled: can('intake_policy.read'),
  }).data;
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: empty,
    send: (values) =>
      api.post<Accepted>(
        '/api/prospects',
        Object.fromEntries(
          Object.entries(values)
            .map(([name, value]) => [name, value?.trim()])
            .filter(([, value]) => value),
        ),
      ),
    done: (prospect: Accepted) => {
      refresh();
      setAccepted(prospect);
      form.setValues(empty as never);
      form.resetDirty();
    },
  });
  const keywords = policy?.allowed_keywords.length
    ? t('people:prospect.allowed_keywords', { keywords: policy.allowed_keywords.slice(0, 8).join(', ') })
    : t('people:prospect.any_keyword');
  return (
    <FormDrawer
      title={t('app:create.prospect')}
      submitLabel={t('people:prospect.submit')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={(event) => {
        setAccepted(null);
        submit(event);
      }}
      onClose={onClose}
    >
      {accepted && (
        <div role="status">
          <Alert color="teal" variant="light" icon={<IconCircleCheck size={18} />}>
            <Group justify="space-between">
              <Text size="sm">{t('people:prospect.accepted', { name: accepted.name })}</Text>
              <Button size="compact-sm" variant="subtle" onClick={() => go(`/contacts/${accepted.id}`)}>
                {t('people:prospect.open')}
              </Button>
            </Group>
          </Alert>
          {accepted.alerts?.map((alert) => (
            <Alert
              key={alert.code}
              mt="sm"
              color="yellow"
              variant="light"
              icon={<IconAlertTriangle size={18} />}
            >
              <Text size="sm">
                {t(`people:field.${alert.path}`, { defaultValue: alert.path })}: {issueText(t, alert)}
              </Text>
            </Alert>
          ))}
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('people:prospect.lead')}
      </Text>
      <Stack gap="md">
        <TextInput
          label={t('people:field.email')}
          type="text"
          inputMode="email"
          data-autofocus
          {...form.getInputProps('email')}
        />
        <TextInput label={t('people:field.first_name')} {...form.getInputProps('first_name')} />
        <TextInput
          label={t('people:field.keyword_intent')}
          description={policy && keywords}
          {...form.getInputProps('keyword_intent')}
        />
        <TextInput
          label={t('people:field.source')}
          description={t('people:prospect.source_hint')}
          {...form.getInputProps('source')}
        />
        <Select
          label={t('people:field.consent_status')}
          description={t('people:form.consent_hint')}
          data={consentStatuses.map((value) => ({ value, label: t(`people:consent.${value}`) }))}
          {...form.getInputProps('consent_status')}
        />
      </Stack>
    </FormDrawer>
  );
}
