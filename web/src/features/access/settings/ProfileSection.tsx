import {
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
  useMantineColorScheme,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Density, ThemeChoice, User } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { useSession } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { sessionQuery, useSavePreferences } from '../session';
import { Panel } from './Panel';
import classes from './Settings.module.css';

const languages = [
  { value: 'en', label: 'English' },
  { value: 'fr', label: 'Français' },
  { value: 'vi', label: 'Tiếng Việt' },
];

export default function ProfileSection() {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const queries = useQueryClient();
  const save = useSavePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { name: user.name },
    send: (values) => api.patch<User>('/api/me', { name: values.name.trim() }),
    done: () => {
      toast.done(t('access:saved'));
      form.resetDirty();
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  return (
    <Panel id="profile">
      <form onSubmit={submit} noValidate className={classes.form}>
        <Stack gap="md">
          <FormSummary messages={summary} ref={summaryRef} />
          <TextInput label={t('access:field.name')} autoComplete="name" {...form.getInputProps('name')} />
          <TextInput
            label={t('access:field.email')}
            value={user.email}
            readOnly
            description={t('access:profile.email_hint')}
          />
          <Group>
            <Button type="submit" loading={sending}>
              {t('access:save')}
            </Button>
          </Group>
        </Stack>
      </form>
      <div className={classes.block}>
        <Stack gap="lg" className={classes.form}>
          <Select
            label={t('app:language.label')}
            data={languages}
            value={i18n.language}
            allowDeselect={false}
            onChange={(locale) => locale && save.mutate({ locale })}
          />
          <div>
            <Text size="sm" fw={500} mb={4} id="theme-label">
              {t('app:theme.label')}
            </Text>
            <SegmentedControl
              aria-labelledby="theme-label"
              value={user.theme}
              onChange={(value) => {
                setColorScheme(value as ThemeChoice);
                save.mutate({ theme: value as ThemeChoice });
              }}
              data={(['auto', 'light', 'dark'] as const).map((value) => ({
                value,
                label: t(`app:theme.${value}`),
              }))}
            />
          </div>
          <div>
            <Text size="sm" fw={500} mb={4} id="density-label">
              {t('access:profile.density')}
            </Text>
            <SegmentedControl
              aria-labelledby="density-label"
              value={user.density}
              onChange={(value) => save.mutate({ density: value as Density })}
              data={(['compact', 'comfortable'] as const).map((value) => ({
                value,
                label: t(`access:profile.densities.${value}`),
              }))}
            />
          </div>
        </Stack>
      </div>
    </Panel>
  );
}
