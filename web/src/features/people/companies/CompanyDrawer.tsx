import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Company } from '@/api/types';
import { currencyDigits, parseAmount } from '@/lib/format';
import { FormDrawer } from '@/ui/FormDrawer';
import { useGo } from '@/ui/Link';
import { countryOptions } from '@/ui/options';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshPeople } from '../api';
import { CustomFields } from '../fields/CustomFields';
import { customChanges, customOf } from '../fields/fields';

const texts = ['name', 'domain', 'size', 'industry', 'city', 'notes'] as const;

const withCustom = (custom?: Record<string, unknown>) => (custom ? { custom } : {});

export function CompanyDrawer({ company, onClose }: { company?: Company; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const go = useGo();
  const refresh = useRefreshPeople();
  const workspace = useFormat();
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const currency = company?.budget?.currency ?? workspace.currency;
  const initial = {
    ...(Object.fromEntries(texts.map((field) => [field, company?.[field] ?? ''])) as Record<
      (typeof texts)[number],
      string
    >),
    country: (company?.country ?? null) as string | null,
    budget: company?.budget ? String(company.budget.amount / 10 ** currencyDigits(currency)) : '',
    custom: customOf(company),
  };
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial,
    validate: (values) =>
      values.budget && parseAmount(values.budget, currency) === null
        ? { budget: t('ui:form.no_amount') }
        : {},
    send: (values) => {
      const amount = values.budget ? parseAmount(values.budget, currency) : null;
      const body = {
        ...Object.fromEntries(texts.map((field) => [field, values[field].trim() || null])),
        country: values.country,
        budget: amount === null ? null : { amount, currency },
        ...withCustom(customChanges(values.custom, customOf(company))),
      };
      return company
        ? api.patch<Company>(`/api/companies/${company.id}`, body, company.version)
        : api.post<Company>('/api/companies', body);
    },
    done: (saved: Company) => {
      refresh();
      toast.done(t(company ? 'people:saved' : 'people:created', { name: saved.name }));
      onClose();
      if (!company) go(`/companies/${saved.id}`);
    },
  });
  return (
    <FormDrawer
      title={company ? t('people:form.edit', { name: company.name }) : t('app:create.company')}
      submitLabel={t(company ? 'people:form.save' : 'people:form.create')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput label={t('people:company.name')} required data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t('people:company.domain')} {...form.getInputProps('domain')} />
        <TextInput label={t('people:company.industry')} {...form.getInputProps('industry')} />
        <TextInput label={t('people:company.size')} {...form.getInputProps('size')} />
        <TextInput
          label={t('people:company.budget')}
          inputMode="decimal"
          rightSection={currency}
          rightSectionWidth={48}
          {...form.getInputProps('budget')}
        />
        <Select
          label={t('people:field.country')}
          data={countries}
          searchable
          clearable
          {...form.getInputProps('country')}
        />
        <TextInput label={t('people:field.city')} {...form.getInputProps('city')} />
        <Textarea label={t('people:field.notes')} autosize minRows={3} {...form.getInputProps('notes')} />
        <CustomFields form={form} object="company" />
      </Stack>
    </FormDrawer>
  );
}
