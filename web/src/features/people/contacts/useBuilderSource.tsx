import { Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { FacetValue, Page, RegisteredField } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import type { BuilderSource, FieldSpec } from '@/ui/filters/builder/types';
import { useFormat } from '@/ui/session';
import { companyQuery, contactQuery } from '../api';
import { RecordPicker } from '../fields/RecordPicker';

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

const recordKey = (object: string | undefined, id: string) =>
  (object === 'company' ? companyQuery(id) : contactQuery(id)).queryKey;

export function useBuilderSource(): BuilderSource {
  const { t } = useTranslation();
  const users = useUsers();
  const fields = useFieldSpecs();
  const queries = useQueryClient();
  // A chosen record has a name by the time it stands in the condition.
  const known = (object: string | undefined, id: string): Promise<unknown> =>
    object === 'company'
      ? queries.ensureQueryData(companyQuery(id))
      : queries.ensureQueryData(contactQuery(id));
  const people = [
    { value: 'me', label: t('lists:builder.me') },
    ...users.map((user) => ({ value: user.id, label: user.name || user.email })),
  ];
  return {
    fields,
    useValues: useFieldValues,
    referenceName: (field, id) =>
      people.find((one) => one.value === id)?.label ??
      queries.getQueryData<{ name: string }>(recordKey(field.reference, id))?.name ??
      id.slice(0, 8),
    reference: (field, value, onChange, label) =>
      field.reference === 'company' || field.reference === 'contact' ? (
        <RecordPicker
          object={field.reference}
          aria-label={label}
          value={value || null}
          onChange={(id) => id && void known(field.reference, id).finally(() => onChange(id))}
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
