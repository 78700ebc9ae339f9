import { Autocomplete, Select, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { OwnerSelect } from '@/features/access/widgets';
import { countryOptions, languageOptions } from '@/ui/options';
import { useFacets } from '../api';
import type { ContactValues } from '../model';
import { CompanySuggestion } from '../companies/CompanySuggestion';
import { CustomFields } from '../fields/CustomFields';
import { CompanyPicker } from './CompanyPicker';

// The fields of a contact, in one column of pairs.
export function ContactFields({ form }: { form: UseFormReturnType<ContactValues> }) {
  const { t, i18n } = useTranslation();
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const locales = useMemo(() => languageOptions(i18n.language), [i18n.language]);
  const facets = useFacets().data;
  const locale = form.getValues().locale;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
        <TextInput
          label={t('people:field.first_name')}
          data-autofocus
          {...form.getInputProps('first_name')}
        />
        <TextInput label={t('people:field.last_name')} {...form.getInputProps('last_name')} />
        <TextInput
          label={t('people:field.email')}
          type="text"
          inputMode="email"
          {...form.getInputProps('email')}
        />
        <TextInput label={t('people:field.phone')} inputMode="tel" {...form.getInputProps('phone')} />
        <CompanyPicker
          label={t('people:field.company')}
          id={form.getValues().company_id}
          name={form.getValues().company}
          error={form.errors.company ?? form.errors.company_id}
          onChange={(id, name) => {
            form.setFieldValue('company_id', id as never);
            form.setFieldValue('company', name as never);
          }}
        />
        {!form.getValues().company_id && !form.getValues().company && (
          <CompanySuggestion
            email={form.getValues().email ?? ''}
            onChoose={(id, name) => {
              form.setFieldValue('company_id', id as never);
              form.setFieldValue('company', name as never);
            }}
          />
        )}
        <TextInput label={t('people:field.job_title')} {...form.getInputProps('job_title')} />
        <Select
          label={t('people:field.country')}
          data={countries}
          searchable
          clearable
          placeholder={t('people:form.choose')}
          {...form.getInputProps('country')}
        />
        <Autocomplete
          label={t('people:field.city')}
          data={facets?.cities.slice(0, 100).map((item) => item.value) ?? []}
          limit={8}
          {...form.getInputProps('city')}
        />
        <Select
          label={t('people:field.locale')}
          data={
            locale && !locales.some((item) => item.value === locale)
              ? [...locales, { value: locale, label: locale }]
              : locales
          }
          clearable
          placeholder={t('people:form.choose')}
          {...form.getInputProps('locale')}
        />
        <Autocomplete
          label={t('people:field.source')}
          data={facets?.sources.map((item) => item.value) ?? []}
          limit={8}
          {...form.getInputProps('source')}
        />
        <TextInput label={t('people:field.keyword_intent')} {...form.getInputProps('keyword_intent')} />
        <OwnerSelect
          label={t('people:field.owner_id')}
          value={form.getValues().owner_id}
          onChange={(id) => form.setFieldValue('owner_id', id as never)}
          error={form.errors.owner_id}
        />
      </SimpleGrid>
      <TagsInput
        label={t('people:field.tags')}
        data={facets?.tags.map((item) => item.value) ?? []}
        placeholder={t('people:form.tags_hint')}
        clearable
        {...form.getInputProps('tags')}
      />
      <Textarea
        label={t('people:field.notes')}
        autosize
        minRows={3}
        maxRows={10}
        {...form.getInputProps('notes')}
      />
      <CustomFields form={form} object="contact" />
    </Stack>
  );
}
