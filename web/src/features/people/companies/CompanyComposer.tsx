import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { useList } from '@/ui/useList';
import { Composer } from '../contact/Timeline';

const nameOf = (contact: Contact) => contact.name || contact.email || contact.id;

// What happened at a company happened with one of its people: it stands on that person's timeline, too.
export default function CompanyComposer({ companyId }: { companyId: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Contact | null>(null);
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed === (chosen && nameOf(chosen)) ? '' : typed, 150);
  const people = useList<Contact>('contacts', '/api/contacts', {
    company_id: companyId,
    search: search || undefined,
    sort: 'name',
    limit: 20,
  }).rows;
  const only = !search && people.length === 1 ? (people[0] ?? null) : null;
  const person = chosen ?? only;
  const offered = person && !people.some((one) => one.id === person.id) ? [person, ...people] : people;
  return (
    <Composer
      contactId={person?.id ?? null}
      whom={
        <Select
          size="xs"
          aria-label={t('people:composer.whom')}
          placeholder={t('people:composer.whom')}
          searchable
          data={offered.map((one) => ({ value: one.id, label: nameOf(one) }))}
          value={person?.id ?? null}
          onChange={(id) => setChosen(offered.find((one) => one.id === id) ?? null)}
          onSearchChange={setTyped}
          filter={({ options }) => options}
          nothingFoundMessage={search ? t('people:fields.nobody') : t('people:company.no_people')}
        />
      }
    />
  );
}
