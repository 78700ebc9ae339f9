import { Alert, Button, Drawer, Group, Skeleton, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Quarantined } from '@/api/types';
import { FormSummary } from '@/ui/FormSummary';
import { errorText } from '@/ui/errors';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useQuarantined, useRefreshEvents } from './api';
import { useReason } from './reason';

export function QuarantineDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const one = useQuarantined(id);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={620}
      title={t('ingest:quarantine.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {one.data && <Mending one={one.data} onClose={onClose} />}
      {!one.data && (one.error ? <ErrorState error={one.error} compact /> : <Skeleton height={240} />)}
    </Drawer>
  );
}

function laidOut(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw; // cut off: it was far too large
  }
}

function Mending({ one, onClose }: { one: Quarantined; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const reason = useReason();
  const refresh = useRefreshEvents();
  const [raw, setRaw] = useState(() => laidOut(one.raw));
  const done = (text: string) => {
    toast.done(text);
    refresh();
    onClose();
  };
  const replay = useMutation({
    mutationFn: () => api.post(`/api/quarantine/${one.id}/replay`, { raw }),
    onSuccess: () => done(t('ingest:quarantine.replayed_done')),
  });
  const discard = useMutation({
    mutationFn: () => api.delete(`/api/quarantine/${one.id}`),
    onSuccess: () => done(t('ingest:quarantine.discarded_done')),
    onError: (error) => toast.failed(error),
  });
  const editable = one.state === 'open' && can('events.manage');
  return (
    <Stack gap="md">
      <Alert color="yellow" title={reason(one)}>
        {one.path && <code>{one.path}</code>}
      </Alert>
      <FormSummary messages={replay.error ? [errorText(t, replay.error)] : []} />
      <Textarea
        label={t('ingest:quarantine.raw')}
        description={editable ? t('ingest:quarantine.raw_text') : undefined}
        value={raw}
        onChange={(event) => setRaw(event.currentTarget.value)}
        readOnly={!editable}
        autosize
        minRows={8}
        maxRows={24}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      {editable && (
        <Group justify="flex-end">
          <Button variant="subtle" data-danger loading={discard.isPending} onClick={() => discard.mutate()}>
            {t('ingest:quarantine.discard')}
          </Button>
          <Button loading={replay.isPending} onClick={() => replay.mutate()}>
            {t('ingest:quarantine.replay')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
