import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, Team } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { ErrorState, State } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { Panel } from './Panel';
import classes from './Settings.module.css';

export default function TeamsSection() {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => api.get<Page<Team>>('/api/teams') });
  return (
    <Panel
      id="teams"
      action={
        can('users.write') && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => setOpen(true)}>
            {t('access:teams.create')}
          </Button>
        )
      }
    >
      {teams.error && <ErrorState error={teams.error} retry={() => void teams.refetch()} compact />}
      {teams.isPending && <Skeleton height={100} />}
      {teams.data && !teams.data.items.length && (
        <State icon={IconUsersGroup} compact title={t('access:teams.none_title')}>
          {t('access:teams.none')}
        </State>
      )}
      {teams.data && teams.data.items.length > 0 && (
        <table className={classes.table} style={{ maxWidth: 640 }}>
          <thead>
            <tr>
              <th scope="col">{t('access:field.name')}</th>
              <th scope="col">{t('access:teams.store')}</th>
            </tr>
          </thead>
          <tbody>
            {teams.data.items.map((team) => (
              <tr key={team.id}>
                <th scope="row">{team.name}</th>
                <td>{team.store_code || <span className="muted">–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open && <TeamDrawer onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function TeamDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { name: '', store_code: '' },
    send: (values) =>
      api.post<Team>('/api/teams', {
        name: values.name.trim(),
        store_code: values.store_code.trim() || null,
      }),
    done: () => {
      void queries.invalidateQueries({ queryKey: ['teams'] });
      toast.done(t('access:saved'));
      onClose();
    },
  });
  return (
    <FormDrawer
      title={t('access:teams.create')}
      submitLabel={t('access:save')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput label={t('access:field.name')} data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label={t('access:teams.store')}
          description={t('access:teams.store_hint')}
          {...form.getInputProps('store_code')}
        />
      </Stack>
    </FormDrawer>
  );
}
