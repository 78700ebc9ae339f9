import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { SearchResult } from '@/api/types';
import { companyQuery, contactQuery } from '../api';

interface RecordPickerProps {
  object: 'contact' | 'company';
  value: string | null;
  onChange: (id: string | null) => void;
}

// A contact or a company, found by its name.
export function RecordPicker({ object, value, onChange, ...common }: RecordPickerProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed, 150);
  const chosen = useRecord(object, value).name;
  const hits = useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => api.get<SearchResult>('/api/search', { q: words }, signal),
    enabled: words.length > 0,
  });
  const list = (object === 'contact' ? hits.data?.contacts : hits.data?.companies) ?? [];
  const data = list.map((hit) => ({ value: hit.id, label: hit.name || hit.email || hit.id }));
  if (value && chosen && !data.some((item) => item.value === value)) data.unshift({ value, label: chosen });
  return (
    <Select
      {...common}
      searchable
      clearable
      data={data}
      value={value}
      onChange={onChange}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      placeholder={t('people:fields.find')}
      nothingFoundMessage={words ? t('people:fields.nobody') : undefined}
    />
  );
}

export function useRecord(object: 'contact' | 'company', id: string | null) {
  const contact = useQuery({ ...contactQuery(id ?? ''), enabled: object === 'contact' && Boolean(id) });
  const company = useQuery({ ...companyQuery(id ?? ''), enabled: object === 'company' && Boolean(id) });
  const asked = object === 'contact' ? contact : company;
  return { name: asked.data?.name ?? '', missing: asked.isError };
}
