import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { SignInCard } from './SignInCard';

// Where an invitation or a reset link leads: choose a password.
export function InvitationPage() {
  const { t } = useTranslation();
  const go = useGo();
  // The token stands behind '#', which no server and no log sees.
  const [token] = useState(() => window.location.hash.slice(1));
  const { form, summary, sending, submit, summaryRef } = useRecordForm({
    initial: { password: '', again: '' },
    validate: (values) => (values.password === values.again ? {} : { again: t('access:password.differs') }),
    send: (values) => api.post('/api/password-links/use', { token, password: values.password }),
    done: () => {
      toast.done(t('access:invitation.done'));
      go('/sign-in');
    },
  });
  return (
    <SignInCard title={t('access:invitation.title')} lead={t('access:invitation.lead')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <PasswordInput
            label={t('access:password.new')}
            description={t('access:password.rule')}
            autoComplete="new-password"
            autoFocus
            visibilityToggleButtonProps={{ 'aria-label': t('access:field.show_password') }}
            {...form.getInputProps('password')}
          />
          <PasswordInput
            label={t('access:password.again')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('access:field.show_password') }}
            {...form.getInputProps('again')}
          />
          <Button type="submit" loading={sending} fullWidth>
            {t('access:invitation.submit')}
          </Button>
        </Stack>
      </form>
    </SignInCard>
  );
}
