import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '@/api/client';
import type { Contact } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { differences } from '../model';
import classes from './StaleDialog.module.css';

interface StaleDialogProps {
  changes: Record<string, unknown>;
  current: Contact;
  onBack: () => void;
  onSaved: (contact: Contact) => void;
  onClash: (clash: { changes: Record<string, unknown>; current: Contact }) => void;
}

// Two people edited one record: both values side by side, one choice a field, nothing lost.
export function StaleDialog({ changes, current, onBack, onSaved, onClash }: StaleDialogProps) {
  const { t } = useTranslation();
  const show = useValueText();
  const clashes = differences(changes, current);
  const [theirs, setTheirs] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
  const save = async () => {
    const kept = Object.fromEntries(Object.entries(changes).filter(([field]) => !theirs.includes(field)));
    setSending(true);
    try {
      onSaved(
        Object.keys(kept).length
          ? await api.patch<Contact>(`/api/contacts/${current.id}`, kept, current.version)
          : current,
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === 'stale' && error.current) {
        onClash({ changes: kept, current: error.current as Contact });
      } else toast.failed(error);
    } finally {
      setSending(false);
    }
  };
  const name = (field: string) => t(`people:field.${field}`, { defaultValue: field });
  return (
    <Modal
      opened
      onClose={onBack}
      size={640}
      title={t('people:stale.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="lg">
        <Text size="sm" c="dimmed">
          {t('people:stale.text')}
        </Text>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('people:stale.field')}</th>
              <th scope="col">{t('people:stale.mine')}</th>
              <th scope="col">{t('people:stale.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {clashes.map(({ field, mine, theirs: stored }) => (
              <tr key={field}>
                <th scope="row">{name(field)}</th>
                {[false, true].map((isTheirs) => (
                  <td key={String(isTheirs)}>
                    <label className={classes.choice}>
                      <input
                        type="radio"
                        name={`stale-${field}`}
                        checked={theirs.includes(field) === isTheirs}
                        onChange={() =>
                          setTheirs((now) =>
                            isTheirs ? [...now, field] : now.filter((other) => other !== field),
                          )
                        }
                      />
                      <span>{show(field, isTheirs ? stored : mine)}</span>
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            {t('people:stale.back')}
          </Button>
          <Button onClick={() => void save()} loading={sending}>
            {t('people:stale.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function useValueText() {
  const { t } = useTranslation();
  const format = useFormat();
  const users = useUsers();
  return (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('people:stale.nothing');
    if (field === 'country') return format.country(String(value));
    if (field === 'owner_id') return users.find((user) => user.id === value)?.name ?? t('access:owner.other');
    if (Array.isArray(value)) return value.join(', ') || t('people:stale.nothing');
    return String(value);
  };
}
