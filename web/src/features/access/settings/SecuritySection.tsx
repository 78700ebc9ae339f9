import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { FormSummary } from '@/ui/FormSummary';
import { Mark } from '@/ui/marks';
import { useSession } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { sessionQuery } from '../session';
import { Panel } from './Panel';
import classes from './Settings.module.css';
import { TotpDialog } from './TotpDialog';

export default function SecuritySection() {
  const { t } = useTranslation();
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { current: '', new: '', again: '' },
    validate: (values) => (values.new === values.again ? {} : { again: t('access:password.differs') }),
    send: (values) => api.post('/api/me/password', { current: values.current, new: values.new }),
    done: () => {
      form.reset();
      toast.done(t('access:password.changed'));
    },
  });
  const eye = { 'aria-label': t('access:field.show_password') };
  return (
    <Panel id="security">
      <form onSubmit={submit} noValidate className={classes.form}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <PasswordInput
            label={t('access:password.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={eye}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label={t('access:password.new')}
            description={t('access:password.rule')}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...form.getInputProps('new')}
          />
          <PasswordInput
            label={t('access:password.again')}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...form.getInputProps('again')}
          />
          <Group>
            <Button type="submit" loading={sending}>
              {t('access:password.change')}
            </Button>
          </Group>
        </Stack>
      </form>
      <TwoFactor />
    </Panel>
  );
}

function TwoFactor() {
  const { t } = useTranslation();
  const { user } = useSession();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const refresh = () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  const turnOff = useMutation({
    mutationFn: () => api.delete('/api/me/totp'),
    onSuccess: () => {
      toast.done(t('access:totp.off_done'));
      refresh();
    },
    onError: (error) => toast.failed(error),
  });
  return (
    <section className={classes.block} aria-labelledby="two-factor">
      <Group gap="sm" mb={4}>
        <h3 className={classes.title} id="two-factor">
          {t('access:totp.title')}
        </h3>
        <Mark tone={user.totp_enabled ? 'ok' : 'neutral'}>
          {t(user.totp_enabled ? 'access:totp.on' : 'access:totp.off')}
        </Mark>
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        {t('access:totp.why')}
      </Text>
      {user.totp_enabled ? (
        <Button variant="default" loading={turnOff.isPending} onClick={() => turnOff.mutate()}>
          {t('access:totp.turn_off')}
        </Button>
      ) : (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('access:totp.turn_on')}
        </Button>
      )}
      {open && (
        <TotpDialog
          onClose={() => {
            setOpen(false);
            refresh();
          }}
        />
      )}
    </section>
  );
}
