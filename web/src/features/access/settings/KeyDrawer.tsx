import { Checkbox, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ApiKey } from '@/api/types';
import { FormDrawer } from '@/ui/FormDrawer';
import { useRecordForm } from '@/ui/useRecordForm';
import { roleNames, scopes } from './choices';
import { HowToSend } from './HowToSend';
import { Secret } from './Secret';

const kinds: ApiKey['kind'][] = ['api', 'write', 'write_browser'];

// The key is shown once, right after it was made.
export function KeyDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<ApiKey | null>(null);
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      name: '',
      kind: 'api' as string,
      role: 'marketer' as string,
      scope: 'all' as string,
      attest: false,
    },
    send: ({ name, kind, role, scope, attest }) =>
      api.post<ApiKey>('/api/keys', {
        name: name.trim(),
        kind,
        ...(kind === 'api' ? { role, scope, permissions_extra: attest ? ['consent.attest'] : [] } : {}),
      }),
    done: (key: ApiKey) => {
      form.resetDirty();
      setMade(key);
    },
  });
  if (made) {
    return (
      <FormDrawer
        title={t('access:keys.made_title', { name: made.name })}
        submitLabel={t('access:keys.kept')}
        sending={false}
        dirty={false}
        summary={[]}
        submit={(event) => {
          event?.preventDefault();
          onClose();
        }}
        onClose={onClose}
      >
        <Text size="sm">{t('access:keys.made_text')}</Text>
        <Secret text={made.secret ?? ''} />
        {made.kind !== 'api' && <HowToSend made={made} />}
      </FormDrawer>
    );
  }
  const { kind, role } = form.getValues();
  return (
    <FormDrawer
      title={t('access:keys.create')}
      submitLabel={t('access:keys.submit')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label={t('access:field.name')}
          description={t('access:keys.name_hint')}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label={t('access:keys.kind')}
          description={t(`access:keys.kind_text.${kind}`)}
          data={kinds.map((value) => ({ value, label: t(`access:keys.kinds.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('kind')}
        />
        {kind === 'api' && (
          <>
            <Select
              label={t('access:users.role')}
              description={t(`access:role.${role}.text`)}
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
            <Checkbox
              label={t('access:keys.attest')}
              description={t('access:keys.attest_text')}
              {...form.getInputProps('attest', { type: 'checkbox' })}
            />
          </>
        )}
      </Stack>
    </FormDrawer>
  );
}
