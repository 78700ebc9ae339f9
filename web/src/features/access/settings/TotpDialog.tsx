import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { RecoveryCodes, TotpStart } from '@/api/types';
import { download } from '@/lib/csv';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState } from '@/ui/States';
import { useRecordForm } from '@/ui/useRecordForm';
import { Secret } from './Secret';
import classes from './Settings.module.css';

// Scan, prove with a first code, keep the recovery codes.
export function TotpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [codes, setCodes] = useState<string[] | null>(null);
  const begun = useQuery({
    queryKey: ['totp', 'begin'],
    queryFn: () => api.post<TotpStart>('/api/me/totp'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: { code: '' },
    send: (values) => api.post<RecoveryCodes>('/api/me/totp/confirm', { code: values.code.trim() }),
    done: (answer: RecoveryCodes) => setCodes(answer.recovery_codes),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={!codes}
      size={460}
      title={t(codes ? 'access:totp.codes_title' : 'access:totp.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {codes ? (
        <Stack gap="md">
          <Text size="sm">{t('access:totp.codes_text')}</Text>
          <ul className={classes.codes}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() =>
                download('rapport-recovery-codes.txt', `${codes.join('\n')}\n`, 'text/plain;charset=utf-8')
              }
            >
              {t('access:totp.codes_save')}
            </Button>
            <Button onClick={onClose}>{t('access:totp.codes_done')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <FormSummary messages={summary} ref={summaryRef} />
            <Text size="sm">{t('access:totp.scan')}</Text>
            {begun.error && <ErrorState error={begun.error} compact />}
            {begun.data ? (
              <img
                className={classes.qr}
                alt={t('access:totp.qr')}
                src={`data:image/svg+xml,${encodeURIComponent(begun.data.qr_svg)}`}
              />
            ) : (
              <Skeleton width={180} height={180} />
            )}
            {begun.data && (
              <div>
                <Text size="sm" c="dimmed" mb={4}>
                  {t('access:totp.by_hand')}
                </Text>
                <Secret text={begun.data.secret} />
              </div>
            )}
            <TextInput
              label={t('access:totp.field.code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              {...form.getInputProps('code')}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={sending}>
                {t('access:totp.confirm')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
