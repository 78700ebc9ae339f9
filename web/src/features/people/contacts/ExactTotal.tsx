import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact, Page } from '@/api/types';
import { TotalCount } from '@/ui/TotalCount';
import classes from './Contacts.module.css';

interface ExactTotalProps {
  total: { value: number; exact: boolean };
  query: Record<string, string | number | undefined>;
}

// "10,000+": a click counts them all.
export function ExactTotal({ total, query }: ExactTotalProps) {
  const { t } = useTranslation();
  const asked = JSON.stringify(query);
  const [wanted, setWanted] = useState<string | null>(null);
  const exact = useQuery({
    queryKey: ['contacts', 'count', asked],
    queryFn: ({ signal }) =>
      api.get<Page<Contact>>('/api/contacts', { ...query, limit: 1, count: 'exact' }, signal),
    enabled: wanted === asked,
  });
  if (total.exact) return <TotalCount total={total} />;
  if (wanted === asked && exact.data?.total) return <TotalCount total={exact.data.total} />;
  return (
    <button
      type="button"
      className={classes.count}
      title={t('lists:total.exact')}
      aria-busy={exact.isFetching}
      onClick={() => setWanted(asked)}
    >
      <TotalCount total={total} />
    </button>
  );
}
