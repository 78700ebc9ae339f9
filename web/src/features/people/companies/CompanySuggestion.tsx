import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBuildingPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Company, CompanySuggestion as Suggestion } from '@/api/types';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';

interface Props {
  email: string;
  onChoose: (id: string, name: string) => void;
}

// Under the company field: the company of the address that was typed, or making it.
export function CompanySuggestion({ email, onChoose }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const [asked] = useDebouncedValue(email.trim(), 350);
  const { data } = useQuery({
    queryKey: ['companies', 'suggestion', asked],
    queryFn: ({ signal }) => api.get<Suggestion>('/api/companies/suggestion', { email: asked }, signal),
    enabled: /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(asked),
    staleTime: 60_000,
  });
  if (!data?.domain) return null;
  const create = async () => {
    try {
      const company = await api.post<Company>('/api/companies', { name: data.domain, domain: data.domain });
      onChoose(company.id, company.name);
    } catch (error) {
      toast.failed(error);
    }
  };
  if (data.company_id && data.company) {
    const { company_id, company } = data;
    return (
      <Button variant="subtle" size="compact-sm" onClick={() => onChoose(company_id, company)}>
        {t('duplicates:company.choose', { name: company })}
      </Button>
    );
  }
  if (!can('companies.write')) return null;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconBuildingPlus size={14} />}
      onClick={() => void create()}
    >
      {t('duplicates:company.create', { domain: data.domain })}
    </Button>
  );
}
