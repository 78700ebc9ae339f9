import { useTranslation } from 'react-i18next';
import type { FacetValue } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import type { Filter } from '@/ui/filters/FilterBar';
import { useFormat } from '@/ui/session';
import { useFacets } from '../api';
import { consentStatuses, statuses } from '../model';

// The filters of contacts with the values that occur and how often.
export function useContactFilters(): Filter[] {
  const { t } = useTranslation();
  const format = useFormat();
  const users = useUsers();
  const facets = useFacets().data;
  const counted = (
    all: readonly string[],
    found: FacetValue[] | undefined,
    label: (value: string) => string,
  ) =>
    all.map((value) => ({
      value,
      label: label(value),
      count: found?.find((item) => item.value === value)?.count ?? (found ? 0 : undefined),
    }));
  const plain = (found: FacetValue[] | undefined, label = (value: string) => value) =>
    (found ?? []).map((item) => ({ value: item.value, label: label(item.value), count: item.count }));
  return [
    {
      id: 'status',
      title: t('people:field.status'),
      kind: 'choice',
      options: counted(statuses, facets?.statuses, (value) => t(`people:status.${value}`)),
    },
    {
      id: 'country',
      title: t('people:field.country'),
      kind: 'choice',
      options: plain(facets?.countries, (value) => format.country(value)),
    },
    { id: 'city', title: t('people:field.city'), kind: 'choice', options: plain(facets?.cities) },
    { id: 'tag', title: t('people:field.tag'), kind: 'choice', options: plain(facets?.tags) },
    {
      id: 'consent_status',
      title: t('people:field.consent_status'),
      kind: 'choice',
      options: counted(consentStatuses, facets?.consent_statuses, (value) => t(`people:consent.${value}`)),
    },
    {
      id: 'owner_id',
      title: t('people:field.owner_id'),
      kind: 'choice',
      options: users.map((user) => ({ value: user.id, label: user.name || user.email })),
    },
    { id: 'source', title: t('people:field.source'), kind: 'choice', options: plain(facets?.sources) },
    { id: 'created', title: t('people:field.created_at'), kind: 'date' },
    { id: 'last_contacted', title: t('people:field.last_contacted_at'), kind: 'date' },
  ];
}
