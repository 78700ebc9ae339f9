import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, PasswordLinkGiven, Team, User } from '@/api/types';
import { basePath } from '@/lib/base';
import { FormDrawer } from '@/ui/FormDrawer';
import { useSession } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { roleNames, scopes } from './choices';
import { Secret } from './Secret';

// The link as the person opens it: under the public address when one is set, else under ours.
function linkOf(token: string, url: string | null | undefined): string {
  return url?.startsWith('http') ? url : `${window.location.origin}${basePath()}/set-password#${token}`;
}

export function UserDrawer({ user, onClose }: { user?: User; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const queries = useQueryClient();
  const [link, setLink] = useState<string | null>(null);
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => api.get<Page<Team>>('/api/teams') });
  const refresh = () => void queries.invalidateQueries({ queryKey: ['users'] });
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? 'sales',
      scope: (user?.scope ?? 'all') as string,
      team_id: (user?.team_id ?? null) as string | null,
      active: user?.active ?? true,
    },
    send: ({ active, ...rest }) =>
      user
        ? api.patch<User>(`/api/users/${user.id}`, { ...rest, active }, user.version)
        : api.post<User>('/api/users', { ...rest, locale: i18n.language }),
    done: (saved: User) => {
      refresh();
      if (!user && saved.invitation_token) {
        setLink(linkOf(saved.invitation_token, saved.invitation_url));
        form.resetDirty();
        return;
      }
      toast.done(t('access:saved'));
      onClose();
    },
  });
  const reset = useMutation({
    mutationFn: () => api.post<PasswordLinkGiven>(`/api/users/${user?.id}/reset-link`),
    onSuccess: (answer) => setLink(linkOf(answer.token, answer.url)),
    onError: (error) => toast.failed(error),
  });
  const totpOff = useMutation({
    mutationFn: () => api.delete(`/api/users/${user?.id}/totp`),
    onSuccess: () => {
      refresh();
      toast.done(t('access:totp.off_done'));
    },
    onError: (error) => toast.failed(error),
  });
  if (link) return <LinkDrawer link={link} onClose={onClose} />;
  return (
    <FormDrawer
      title={user ? user.name : t('access:users.invite')}
      submitLabel={t(user ? 'access:save' : 'access:users.invite_submit')}
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
          label={t('access:field.email')}
          type="text"
          inputMode="email"
          {...form.getInputProps('email')}
        />
        <Select
          label={t('access:users.role')}
          description={t(`access:role.${form.getValues().role}.text`)}
          data={roleNames.map((value) => ({ value, label: t(`access:role.${value}.name`) }))}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        <Select
          label={t('access:users.scope')}
          data={scopes.map((value) => ({ value, label: t(`access:scope.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('scope')}
        />
        <Select
          label={t('access:users.team')}
          data={(teams.data?.items ?? []).map((team) => ({ value: team.id, label: team.name }))}
          clearable
          placeholder={t('access:users.no_team')}
          {...form.getInputProps('team_id')}
        />
        {user && user.id !== session.user.id && (
          <Switch label={t('access:users.active')} {...form.getInputProps('active', { type: 'checkbox' })} />
        )}
        {user && (
          <Group>
            <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
              {t('access:users.reset_link')}
            </Button>
            {user.totp_enabled && (
              <Button variant="default" loading={totpOff.isPending} onClick={() => totpOff.mutate()}>
                {t('access:users.totp_off')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </FormDrawer>
  );
}

function LinkDrawer({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <FormDrawer
      title={t('access:users.link_title')}
      submitLabel={t('access:users.link_done')}
      sending={false}
      dirty={false}
      summary={[]}
      submit={(event) => {
        event?.preventDefault();
        onClose();
      }}
      onClose={onClose}
    >
      <Text size="sm">{t('access:users.link_text')}</Text>
      <Secret text={link} />
    </FormDrawer>
  );
}
