import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api, setCsrfToken } from '@/api/client';
import type { Session } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { useRecordForm } from '@/ui/useRecordForm';
import { useUrlState } from '@/ui/useUrlState';
import { SignInCard } from './SignInCard';
import { sessionQuery } from './session';

export { InvitationPage } from './InvitationPage';
export { SetupPage } from './SetupPage';

// Only paths of our own are followed after sign-in.
export function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') ? next : '/';
}

export function SignInPage() {
  const { t } = useTranslation();
  const [search] = useUrlState();
  const queries = useQueryClient();
  const go = useGo();
  const [step, setStep] = useState<'password' | 'code' | 'recovery'>('password');
  const { form, summary, sending, submit, summaryRef } = useRecordForm({
    initial: { email: '', password: '', code: '' },
    send: (values) =>
      api.post<Session>('/api/session', {
        email: values.email.trim(),
        password: values.password,
        ...(values.code ? { code: values.code.trim() } : {}),
      }),
    done: (session: Session) => {
      setCsrfToken(session.csrf_token);
      queries.setQueryData(sessionQuery.queryKey, session);
      go(safeNext(search.next));
    },
    failed: (error) => {
      const wanted =
        error instanceof ApiError && error.issues.some((issue) => issue.code === 'code_required');
      if (wanted && step === 'password') setStep('code');
      return wanted && step === 'password';
    },
  });

  if (step !== 'password') {
    return (
      <SignInCard title={t('access:totp.title')} lead={t(`access:totp.lead.${step}`)}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <FormSummary messages={summary} ref={summaryRef} />
            <TextInput
              label={t(`access:totp.field.${step}`)}
              autoFocus
              key={step}
              autoComplete="one-time-code"
              inputMode={step === 'code' ? 'numeric' : 'text'}
              {...form.getInputProps('code')}
            />
            <Button type="submit" loading={sending} fullWidth>
              {t('access:sign_in.submit')}
            </Button>
            <Button variant="subtle" fullWidth onClick={() => setStep(step === 'code' ? 'recovery' : 'code')}>
              {t(step === 'code' ? 'access:totp.use_recovery' : 'access:totp.use_code')}
            </Button>
          </Stack>
        </form>
      </SignInCard>
    );
  }
  return (
    <SignInCard
      title={t('access:sign_in.title')}
      lead={t(search.ended ? 'access:sign_in.ended' : 'access:sign_in.lead')}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <TextInput
            label={t('access:field.email')}
            type="email"
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('access:field.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': t('access:field.show_password') }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={sending} fullWidth mt={4}>
            {t('access:sign_in.submit')}
          </Button>
        </Stack>
      </form>
    </SignInCard>
  );
}
