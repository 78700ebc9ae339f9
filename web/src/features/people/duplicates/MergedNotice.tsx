import { Button, Group, List, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact, Merge } from '@/api/types';
import { errorText } from '@/ui/errors';
import { Link } from '@/ui/Link';
import { Section } from '@/ui/Section';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useFieldName, useOwnFields } from '../fields/fields';
import { useContactDuplicates, useMerges, useRefreshDuplicates, useUndoPreview } from './api';
import classes from './Duplicates.module.css';
import { MergeLine } from './MergeLine';

// On the contact's page: who may be the same person, and what was merged into it, with the way back.
export function SamePersonSection({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const pairs = useContactDuplicates(contact.id).data ?? [];
  const merges = (useMerges(contact.id).data ?? []).filter((merge) => merge.state !== 'undone');
  const [undoing, setUndoing] = useState<Merge | null>(null);
  if (!pairs.length && !merges.length) return null;
  return (
    <Section title={t('duplicates:section')}>
      <ul className={classes.notices}>
        {merges.map((merge) => (
          <MergeLine
            key={merge.id}
            merge={merge}
            undo={can('contacts.merge') ? () => setUndoing(merge) : undefined}
          />
        ))}
        {pairs.map((pair) => {
          const other = pair.first.id === contact.id ? pair.second : pair.first;
          return (
            <li key={other.id}>
              <IconUsers size={15} aria-hidden />
              <span>
                {t('duplicates:may_be')}{' '}
                <Link to={`/contacts/${other.id}`} style={{ textDecoration: 'underline' }}>
                  {other.name || t('people:unnamed')}
                </Link>
              </span>
              {can('contacts.merge') && (
                <Link to={`/contacts/${contact.id}/merge/${other.id}`} className="record-link">
                  {t('duplicates:compare')}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {undoing && <UndoDialog merge={undoing} onClose={() => setUndoing(null)} />}
    </Section>
  );
}

function UndoDialog({ merge, onClose }: { merge: Merge; onClose: () => void }) {
  const { t } = useTranslation();
  const fieldName = useFieldName(useOwnFields('contact'));
  const refresh = useRefreshDuplicates();
  const preview = useUndoPreview(merge.id);
  const [sending, setSending] = useState(false);
  const counts = (parts: Record<string, number> | undefined, key: string) =>
    Object.entries(parts ?? {})
      .filter(([, count]) => count > 0)
      .map(([part, count]) => (
        <List.Item key={`${key}${part}`}>
          {t(`duplicates:undo.${key}`, {
            what: t(`duplicates:part.${part}`, { count, defaultValue: `${count} ${part}` }),
            name: key === 'stays' ? merge.survivor_name : merge.loser_name,
          })}
        </List.Item>
      ));
  const run = async () => {
    setSending(true);
    try {
      await api.post(`/api/merges/${merge.id}/undo`);
      toast.done(t('duplicates:undo.done', { name: merge.loser_name }));
      refresh();
      onClose();
    } catch (error) {
      toast.failed(error);
    } finally {
      setSending(false);
    }
  };
  const shown = preview.data;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('duplicates:undo.title', { name: merge.loser_name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        {preview.error && <Text size="sm">{errorText(t, preview.error)}</Text>}
        {!shown && !preview.error && <Skeleton height={80} />}
        {shown && (
          <>
            <Text size="sm">{t('duplicates:undo.text', { name: merge.loser_name })}</Text>
            <List size="sm" spacing={4}>
              {counts(shown.back, 'back')}
              {counts(shown.goes, 'goes')}
              {counts(shown.stays, 'stays')}
              {(shown.kept ?? []).map((field) => (
                <List.Item key={`kept${field}`}>
                  {t('duplicates:undo.kept', { field: fieldName(field) })}
                </List.Item>
              ))}
              {(shown.taken ?? []).map((kind) => (
                <List.Item key={`taken${kind}`}>
                  {t('duplicates:undo.taken', { field: t(`people:field.${kind}`, { defaultValue: kind }) })}
                </List.Item>
              ))}
            </List>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('ui:form.cancel')}
          </Button>
          <Button loading={sending} disabled={!shown} onClick={() => void run()}>
            {t('duplicates:undo.run')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
