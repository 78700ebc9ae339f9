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

const deepest = 10_000; // as far as a page counts

// "361+": the page did not look further, so all are counted beside it. "10,000+", or more hits of a search than
// the page read: a click counts them.
export function ExactTotal({ total, query }: ExactTotalProps) {
  const { t } = useTranslation();
  const asked = JSON.stringify(query);
  const [wanted, setWanted] = useState<string | null>(null);
  const exact = useQuery({
    queryKey: ['contacts', 'count', asked],
    queryFn: ({ signal }) =>
      api.get<Page<Contact>>('/api/contacts', { ...query, limit: 1, count: 'exact' }, signal),
    enabled: wanted === asked || (!total.exact && total.value < deepest && !query.search),
  });
  if (total.exact) return <TotalCount total={total} />;
  if (exact.data?.total) return <TotalCount total={exact.data.total} />;
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
