import { Autocomplete, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomField } from '@/api/types';
import { countryOptions, languageOptions, timezoneOptions } from '@/ui/options';
import { useFacets } from '../api';
import { FieldInput } from '../fields/FieldInput';
import { textIn, useOwnFields } from '../fields/fields';
import { CompanyPicker } from '../forms/CompanyPicker';
import { stages } from '../model';

// What many contacts may share; addresses and names belong to one person.
const standard = [
  'stage',
  'company',
  'job_title',
  'country',
  'city',
  'locale',
  'timezone',
  'source',
  'acquisition_channel',
  'keyword_intent',
  'estimated_value',
] as const;

export interface FieldChange {
  field: string; // a field of the workspace's own is custom.<name>
  value: unknown; // null clears
  shown?: string; // of a company: its name
}

interface BulkFieldProps {
  change: FieldChange | null;
  onChange: (change: FieldChange) => void;
}

const money = (name: string, label: string) =>
  ({
    name,
    type: 'money',
    label: { en: label, fr: label, vi: label },
    help: {},
    options: [],
    validation: {},
  }) as unknown as CustomField;

// Which field, and its new value by an input that fits its type.
export function BulkField({ change, onChange }: BulkFieldProps) {
  const { t, i18n } = useTranslation();
  const own = useOwnFields('contact').filter((field) => !field.unique);
  const name = (field: string) => t(`people:field.${field}`);
  const groups = [
    {
      group: t('people:bulk.standard'),
      items: standard.map((field) => ({ value: field as string, label: name(field) })),
    },
    {
      group: t('people:fields.section'),
      items: own.map((field) => ({
        value: `custom.${field.name}`,
        label: textIn(field.label, i18n.language),
      })),
    },
  ].filter((group) => group.items.length > 0);
  const field = change?.field === 'company_id' ? 'company' : (change?.field ?? null);
  return (
    <>
      <Select
        label={t('people:bulk.field')}
        data={groups}
        searchable
        allowDeselect={false}
        value={field}
        onChange={(next) => next && onChange({ field: next, value: null })}
        data-autofocus
      />
      {change && field && <Value key={field} field={field} change={change} onChange={onChange} />}
    </>
  );
}

interface ValueProps {
  field: string;
  change: FieldChange;
  onChange: (change: FieldChange) => void;
}

function Value({ field, change, onChange }: ValueProps) {
  const { t, i18n } = useTranslation();
  const facets = useFacets().data;
  const own = useOwnFields('contact');
  const custom = own.find((item) => `custom.${item.name}` === field);
  const choices = useMemo(() => {
    if (field === 'country') return countryOptions(i18n.language);
    if (field === 'locale') return languageOptions(i18n.language);
    if (field === 'timezone') return timezoneOptions();
    if (field === 'stage') return stages.map((value) => ({ value, label: t(`people:status.${value}`) }));
    return null;
  }, [field, i18n.language, t]);
  const set = (value: unknown) => onChange({ field, value: value === '' ? null : value });
  const label = t('people:bulk.value');
  const text = (change.value as string | null) ?? '';
  if (custom)
    return <FieldInput field={{ ...custom, required: false }} value={change.value} onChange={set} />;
  if (field === 'estimated_value') {
    return <FieldInput field={money(field, label)} value={change.value} onChange={set} />;
  }
  if (field === 'company') {
    return (
      <CompanyPicker
        label={label}
        id={change.field === 'company_id' ? text || null : null}
        name={change.shown ?? (change.field === 'company' ? text : '')}
        onChange={(id, shown) =>
          onChange(
            id ? { field: 'company_id', value: id, shown } : { field: 'company', value: shown || null },
          )
        }
      />
    );
  }
  if (choices) {
    return (
      <Select
        label={label}
        data={choices}
        searchable={choices.length > 8}
        clearable={field !== 'stage'}
        value={text || null}
        onChange={set}
      />
    );
  }
  const known = { city: facets?.cities, source: facets?.sources }[field];
  if (known) {
    return (
      <Autocomplete
        label={label}
        data={known.slice(0, 100).map((item) => item.value)}
        limit={8}
        value={text}
        onChange={set}
      />
    );
  }
  return <TextInput label={label} value={text} onChange={(event) => set(event.currentTarget.value)} />;
}
