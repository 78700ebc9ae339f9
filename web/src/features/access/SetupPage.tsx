import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, setCsrfToken } from '@/api/client';
import type { Session } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useGo } from '@/ui/Link';
import { currencyOptions, timezoneOptions } from '@/ui/options';
import { useRecordForm } from '@/ui/useRecordForm';
import classes from './SignIn.module.css';
import { SignInCard } from './SignInCard';
import { sessionQuery } from './session';

// The first start: the administrator and the workspace.
export function SetupPage() {
  const { t, i18n } = useTranslation();
  const go = useGo();
  const queries = useQueryClient();
  const currencies = useMemo(() => currencyOptions(i18n.language), [i18n.language]);
  const { form, summary, sending, submit, summaryRef } = useRecordForm({
    initial: {
      name: '',
      email: '',
      password: '',
      workspace_name: '',
      currency: 'EUR',
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    },
    send: async (values) => {
      const answer = await api.post<Session | undefined>('/api/setup', { ...values, locale: i18n.language });
      return answer?.csrf_token
        ? answer
        : api.post<Session>('/api/session', { email: values.email, password: values.password });
    },
    done: (session: Session) => {
      setCsrfToken(session.csrf_token);
      queries.setQueryData(sessionQuery.queryKey, session);
      go('/');
    },
  });
  return (
    <SignInCard wide title={t('access:setup.title')} lead={t('access:setup.lead')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <p className={classes.section}>{t('access:setup.administrator')}</p>
          <TextInput
            label={t('access:field.name')}
            autoComplete="name"
            autoFocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('access:field.email')}
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('access:field.password')}
            description={t('access:password.rule')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('access:field.show_password') }}
            {...form.getInputProps('password')}
          />
          <p className={classes.section}>{t('access:setup.workspace')}</p>
          <TextInput
            label={t('access:workspace.name')}
            autoComplete="organization"
            {...form.getInputProps('workspace_name')}
          />
          <div className={classes.pair}>
            <Select
              label={t('access:workspace.currency')}
              data={currencies}
              searchable
              {...form.getInputProps('currency')}
            />
            <Select
              label={t('access:workspace.timezone')}
              data={timezoneOptions()}
              searchable
              limit={60}
              {...form.getInputProps('timezone')}
            />
          </div>
          <Button type="submit" loading={sending} fullWidth mt={4}>
            {t('access:setup.submit')}
          </Button>
        </Stack>
      </form>
    </SignInCard>
  );
}
