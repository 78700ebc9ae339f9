import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact } from '@/api/types';
import { listOf } from '@/lib/search';
import { FormDrawer } from '@/ui/FormDrawer';
import { useGo } from '@/ui/Link';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useUrlState } from '@/ui/useUrlState';
import { useRefreshPeople } from '../api';
import { changesOf, consentStatuses, valuesOf } from '../model';
import { ContactFields } from './ContactFields';
import { ProspectDrawer } from './ProspectDrawer';

// The forms behind ?create=contact and ?create=prospect.
export function ContactCreateDrawers() {
  const [search, set] = useUrlState();
  const close = () => set({ create: undefined });
  if (search.create === 'contact') return <CreateContact onClose={close} />;
  if (search.create === 'prospect') return <ProspectDrawer onClose={close} />;
  return null;
}

function CreateContact({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const [search] = useUrlState();
  const refresh = useRefreshPeople();
  // A new record satisfies the view it is made in.
  const single = (value: string | undefined) => (listOf(value).length === 1 ? value : undefined);
  const initial = valuesOf({
    country: single(search.country),
    city: single(search.city),
    owner_id: single(search.owner_id),
    source: single(search.source),
    tags: listOf(search.tag).slice(0, 1),
  });
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial,
    send: (values) => api.post<Contact>('/api/contacts', changesOf(values, valuesOf())),
    done: (contact: Contact) => {
      refresh();
      toast.done(t('people:created', { name: contact.name }));
      go(`/contacts/${contact.id}`);
    },
  });
  return (
    <FormDrawer
      title={t('app:create.contact')}
      submitLabel={t('people:form.create')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <ContactFields form={form} />
      <Select
        label={t('people:field.consent_status')}
        description={t('people:form.consent_hint')}
        data={consentStatuses.map((value) => ({ value, label: t(`people:consent.${value}`) }))}
        clearable
        placeholder={t('people:consent.unknown')}
        {...form.getInputProps('consent_status')}
      />
    </FormDrawer>
  );
}
