import {
  type InfiniteData,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '@/api/client';
import type { Company, ConsentEntry, Contact, ContactFacets, Page } from '@/api/types';
import { toast } from '@/ui/toast';
import { changeSetOf, useUndo } from './changes/useChangeSets';
import { saveContact } from './forms/clash';

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: () => api.get<Contact>(`/api/contacts/${id}`),
  });

export const companyQuery = (id: string) =>
  queryOptions({
    queryKey: ['companies', 'one', id],
    queryFn: () => api.get<Company>(`/api/companies/${id}`),
  });

export function useFacets() {
  return useQuery({
    queryKey: ['contacts', 'facets'],
    queryFn: () => api.get<ContactFacets>('/api/contacts/facets'),
    staleTime: 60_000,
  });
}

export function useConsents(id: string) {
  return useQuery({
    queryKey: ['contacts', 'consents', id],
    queryFn: () => api.get<Page<ConsentEntry>>(`/api/contacts/${id}/consents`),
    select: (answer) => answer.items,
  });
}

type Pages = InfiniteData<Page<Contact>>;

// Puts a contact as it is now into every list and page that shows it.
export function useStoreContact() {
  const queries = useQueryClient();
  return (contact: Contact) => {
    queries.setQueryData(contactQuery(contact.id).queryKey, contact);
    queries.setQueriesData<Pages>({ queryKey: ['contacts', 'list'] }, (data) =>
      data?.pages
        ? {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              items: page.items.map((item) => (item.id === contact.id ? contact : item)),
            })),
          }
        : data,
    );
  };
}

export function useChangeContact() {
  const queries = useQueryClient();
  const store = useStoreContact();
  return useMutation({
    mutationFn: saveContact,
    onSuccess: (contact) => {
      store(contact);
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      void queries.invalidateQueries({ queryKey: ['contacts', 'facets'] });
    },
  });
}

// One cell or one field: shown at once, rolled back with the reason when refused.
export function useQuickChange() {
  const change = useChangeContact();
  const store = useStoreContact();
  const { t } = useTranslation();
  const undo = useUndo();
  const run = (contact: Contact, changes: Record<string, unknown>, shown?: Partial<Contact>) => {
    store({ ...contact, ...(changes as Partial<Contact>), ...shown });
    let set: string | null = null;
    const told = (headers: Headers) => {
      set = changeSetOf(headers);
    };
    change.mutate(
      { contact, changes, told },
      {
        onSuccess: () => undo.done(t('people:saved'), set),
        onError: (error) => {
          // Both versions were seen, and what is stored was kept.
          if (error instanceof ApiError && error.code === 'stale') return store(error.current as Contact);
          store(contact);
          toast.failed(error, () => run(contact, changes, shown));
        },
      },
    );
  };
  return run;
}

export function useRefreshPeople() {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['contacts'] });
    void queries.invalidateQueries({ queryKey: ['companies'] });
    void queries.invalidateQueries({ queryKey: ['home'] });
  };
}
