import { Select } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Company, Page } from '@/api/types';
import { toast } from '@/ui/toast';

interface CompanyPickerProps {
  label: string;
  id: string | null;
  name: string;
  onChange: (id: string | null, name: string) => void;
  error?: ReactNode;
}

const createValue = '+';

// Type to search; the last line creates a company with the typed name.
export function CompanyPicker({ label, id, name, onChange, error }: CompanyPickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(name);
  const query = text === name ? '' : text.trim();
  const found = useQuery({
    queryKey: ['companies', 'picker', query],
    queryFn: ({ signal }) => api.get<Page<Company>>('/api/companies', { search: query, limit: 8 }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const create = useMutation({
    mutationFn: (title: string) => api.post<Company>('/api/companies', { name: title }),
    onSuccess: (company) => {
      onChange(company.id, company.name);
      setText(company.name);
    },
    onError: (problem) => toast.failed(problem),
  });
  const items = found.data?.items ?? [];
  const options = items.map((company) => ({ value: company.id, label: company.name }));
  const current = id ?? (name ? 'by-name' : null);
  if (current && !options.some((option) => option.value === current))
    options.unshift({ value: current, label: name });
  if (query && !items.some((company) => company.name.toLowerCase() === query.toLowerCase())) {
    options.push({ value: createValue, label: t('people:form.create_company', { name: query }) });
  }
  return (
    <Select
      label={label}
      data={options}
      value={current}
      searchValue={text}
      onSearchChange={setText}
      onChange={(value) => {
        if (value === createValue) create.mutate(query);
        else
          onChange(
            value === 'by-name' ? null : value,
            options.find((option) => option.value === value)?.label ?? '',
          );
      }}
      filter={({ options: all }) => all}
      placeholder={t('people:form.choose')}
      nothingFoundMessage={t('people:form.no_company')}
      searchable
      clearable
      error={error}
    />
  );
}
