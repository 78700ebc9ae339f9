import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshPeople, useStoreContact } from '../api';
import { changesOf, valuesOf } from '../model';
import { ContactFields } from './ContactFields';
import { saveContact } from './clash';

export function ContactEditDrawer({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStoreContact();
  const refresh = useRefreshPeople();
  // What was read when the form was opened: a refresh behind it must not turn old text into an edit.
  const [opened] = useState(contact);
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
        ? saveContact({ contact: opened, changes, asksAlways: true })
        : Promise.resolve(opened);
    },
    done: saved,
    failed: (error) => error.code === 'stale', // both versions were seen; the form keeps what was typed
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
    </FormDrawer>
  );
}
