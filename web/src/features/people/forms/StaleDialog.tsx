import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '@/api/client';
import type { Contact } from '@/api/types';
import { toast } from '@/ui/toast';
import { AnyValue } from '../fields/AnyValue';
import { useFieldName, useOwnFields } from '../fields/fields';
import { chosenChanges, comparison } from '../model';
import type { Clash } from './clash';
import classes from './StaleDialog.module.css';

// Both versions side by side, one choice a field, nothing lost. What only the other changed stays theirs unless
// one chooses otherwise.
export default function StaleDialog({ clash }: { clash: Clash }) {
  const { t } = useTranslation();
  const own = useOwnFields('contact');
  const [current, setCurrent] = useState(clash.current);
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({});
  const [sending, setSending] = useState(false);
  const [again, setAgain] = useState(false);
  const rows = comparison(clash.changes, clash.contact, current);
  const side = (row: (typeof rows)[number]) => chosen[row.field] ?? (row.changedByMe ? 'mine' : 'theirs');
  const save = async () => {
    const kept = chosenChanges(rows.filter((row) => side(row) === 'mine'));
    setSending(true);
    try {
      clash.saved(
        Object.keys(kept).length
          ? await api.patch<Contact>(`/api/contacts/${current.id}`, kept, current.version, {
              told: clash.told,
            })
          : current,
      );
    } catch (error) {
      if (error instanceof ApiError && error.code === 'stale' && error.current) {
        setCurrent(error.current as Contact);
        setAgain(true);
      } else toast.failed(error);
    } finally {
      setSending(false);
    }
  };
  const name = useFieldName(own);
  // Without a header: it stands over a form that has one.
  return (
    <Modal.Root opened onClose={clash.back} size={640}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body pt="md">
          <Stack gap="lg">
            <Modal.Title>{t('people:stale.title')}</Modal.Title>
            <Text size="sm" c="dimmed" aria-live="polite">
              {t(again ? 'people:stale.again' : 'people:stale.text')}
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
                {rows.map((row) => (
                  <tr key={row.field}>
                    <th scope="row">{name(row.field)}</th>
                    {(['mine', 'theirs'] as const).map((which) => (
                      <td key={which}>
                        <label className={classes.choice}>
                          <input
                            type="radio"
                            name={`stale-${row.field}`}
                            checked={side(row) === which}
                            onChange={() => setChosen((now) => ({ ...now, [row.field]: which }))}
                          />
                          <AnyValue
                            field={row.field}
                            value={row[which]}
                            own={own}
                            none={t('people:stale.nothing')}
                          />
                        </label>
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
            <Group justify="flex-end">
              <Button variant="default" onClick={clash.back}>
                {t(clash.asksAlways ? 'people:stale.back' : 'people:stale.keep_theirs')}
              </Button>
              <Button onClick={() => void save()} loading={sending}>
                {t('people:stale.save')}
              </Button>
            </Group>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
