import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { FacetValue, Page, RegisteredField } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import type { BuilderSource, FieldSpec } from '@/ui/filters/builder/types';
import { useFormat } from '@/ui/session';
import { CompanyPicker } from '../forms/CompanyPicker';

export function useFieldSpecs(): FieldSpec[] {
  const { i18n } = useTranslation();
  const fields = useQuery({
    queryKey: ['fields', 'contact', 'computed', i18n.language],
    queryFn: () => api.get<Page<RegisteredField>>('/api/fields', { object: 'contact', computed: 'true' }),
    staleTime: 60_000,
    select: (page) => page.items.filter((field) => field.operators.length > 0).map(spec),
  });
  return fields.data ?? none;
}

const none: FieldSpec[] = [];

function spec(field: RegisteredField): FieldSpec {
  return {
    name: field.name,
    kind: field.kind,
    label: field.label || field.name,
    operators: field.operators,
    options: field.options.filter((option) => !option.archived),
    group: field.group ?? (field.standard ? 'person' : 'custom'),
    currency: field.currency ?? undefined,
    reference: field.reference ?? undefined,
  };
}

const countable = ['text', 'choice', 'multi_choice', 'tags', 'url'];

// Stays one function over all renders, for it is a hook of the editors.
function useFieldValues(field: FieldSpec) {
  const format = useFormat();
  const values = useQuery({
    queryKey: ['contacts', 'values', field.name],
    queryFn: () => api.get<{ items: FacetValue[] }>('/api/contacts/values', { field: field.name }),
    enabled: countable.includes(field.kind) && field.name !== 'name',
    staleTime: 60_000,
  });
  return (values.data?.items ?? []).map((item) => ({
    value: item.value,
    label: field.name === 'country' ? format.country(item.value) : item.value,
    count: item.count,
  }));
}

export function useBuilderSource(): BuilderSource {
  const { t } = useTranslation();
  const users = useUsers();
  const fields = useFieldSpecs();
  const people = [
    { value: 'me', label: t('lists:builder.me') },
    ...users.map((user) => ({ value: user.id, label: user.name || user.email })),
  ];
  return {
    fields,
    useValues: useFieldValues,
    referenceName: (_field, id) => people.find((one) => one.value === id)?.label ?? id.slice(0, 8),
    reference: (field, value, onChange, label) =>
      field.reference === 'company' ? (
        <CompanyPicker
          label={label}
          id={value || null}
          name={value ? value.slice(0, 8) : ''}
          onChange={(id) => id && onChange(id)}
        />
      ) : (
        <Select
          size="xs"
          aria-label={label}
          placeholder={t('lists:builder.choose')}
          data={people}
          value={value || null}
          onChange={(id) => id && onChange(id)}
          searchable
          allowDeselect={false}
        />
      ),
  };
}
