import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ConsentEntry, Contact } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';

const channels = ['email', 'sms', 'phone', 'post', 'zalo', 'tracking', 'all'] as const;
const statuses = ['granted', 'pending', 'refused', 'withdrawn'] as const;
const methods = ['checkbox', 'double_opt_in', 'verbal', 'paper'] as const;

// The wall clock of this browser, as a field of type datetime-local wants it.
function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

// What was left as proposed is this very moment: the field shows no seconds, and a statement must not come to stand
// before another one of the same minute.
function momentOf(written: string, proposed: string): string | null {
  if (!written) return null;
  return (written === proposed ? new Date() : new Date(written)).toISOString();
}

// A statement of consent with its proof. What makes it proven is said while one types.
export function ConsentDrawer({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [proposed] = useState(localNow);
  const options = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`people:consents.${group}.${value}`) }));
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      channel: 'email',
      purpose: 'marketing',
      status: 'granted',
      method: 'paper',
      source: '',
      wording: '',
      evidence_ref: '',
      occurred_at: proposed,
    },
    send: (values) =>
      api.post<ConsentEntry>(`/api/contacts/${contact.id}/consents`, {
        channel: values.channel,
        purpose: values.purpose.trim(),
        status: values.status,
        method: values.method,
        source: values.source.trim() || null,
        wording: values.wording.trim() || null,
        evidence_ref: values.evidence_ref.trim() || null,
        occurred_at: momentOf(values.occurred_at, proposed),
      }),
    done: (entry: ConsentEntry) => {
      for (const key of ['contacts', 'timeline']) void queries.invalidateQueries({ queryKey: [key] });
      toast.done(t(`people:consents.saved.${entry.proof}`));
      onClose();
    },
  });
  const { source, wording, evidence_ref, occurred_at, status } = form.values;
  const isProven = Boolean(source.trim() && occurred_at && (wording.trim() || evidence_ref.trim()));
  const asks = status === 'granted' || status === 'pending';
  const becomes = isProven ? 'evidence' : can('consent.attest') ? 'attestation' : 'claim';
  return (
    <FormDrawer
      title={t('people:consents.record')}
      submitLabel={t('people:consents.record')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
          <Select
            label={t('people:consents.status_label')}
            data={options('status', statuses)}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps('status')}
          />
          <Select
            label={t('people:consents.channel_label')}
            data={options('channel', channels)}
            allowDeselect={false}
            {...form.getInputProps('channel')}
          />
          <TextInput label={t('people:consents.purpose')} required {...form.getInputProps('purpose')} />
          <Select
            label={t('people:consents.method_label')}
            data={options('method', methods)}
            allowDeselect={false}
            {...form.getInputProps('method')}
          />
        </SimpleGrid>
        <TextInput
          label={t('people:consents.occurred_at')}
          type="datetime-local"
          {...form.getInputProps('occurred_at')}
        />
        <TextInput
          label={t('people:consents.source')}
          description={t('people:consents.source_hint')}
          {...form.getInputProps('source')}
        />
        <Textarea
          label={t('people:consents.wording')}
          description={t('people:consents.wording_hint')}
          autosize
          minRows={2}
          {...form.getInputProps('wording')}
        />
        <TextInput
          label={t('people:consents.evidence_ref')}
          description={t('people:consents.evidence_hint')}
          {...form.getInputProps('evidence_ref')}
        />
        <p className="muted" aria-live="polite" style={{ margin: 0 }}>
          {t(asks ? `people:consents.becomes.${becomes}` : 'people:consents.becomes.no')}
        </p>
      </Stack>
    </FormDrawer>
  );
}
