import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshPeople, useStoreContact } from '../api';
import { changesOf, valuesOf } from '../model';
import { ContactFields } from './ContactFields';
import { StaleDialog } from './StaleDialog';

interface Clash {
  changes: Record<string, unknown>;
  current: Contact;
}

export function ContactEditDrawer({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStoreContact();
  const refresh = useRefreshPeople();
  // What was read when the form was opened: a refresh behind it must not turn old text into an edit.
  const [opened] = useState(contact);
  const [clash, setClash] = useState<Clash | null>(null);
  const saved = (now: Contact) => {
    store(now);
    refresh();
    toast.done(t('people:saved'));
    onClose();
  };
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: valuesOf(opened),
    send: (values) => {
      const changes = changesOf(values, valuesOf(opened));
      return Object.keys(changes).length
        ? api.patch<Contact>(`/api/contacts/${opened.id}`, changes, opened.version)
        : Promise.resolve(opened);
    },
    done: saved,
    failed: (error) => {
      if (error.code !== 'stale' || !error.current) return false;
      setClash({ changes: changesOf(form.getValues(), valuesOf(opened)), current: error.current as Contact });
      return true;
    },
  });
  return (
    <FormDrawer
      title={t('people:form.edit', { name: opened.name })}
      submitLabel={t('people:form.save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <ContactFields form={form} />
      {clash && <StaleDialog {...clash} onBack={() => setClash(null)} onSaved={saved} onClash={setClash} />}
    </FormDrawer>
  );
}
