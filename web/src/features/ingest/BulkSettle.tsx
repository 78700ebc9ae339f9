import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, Settled, WaitingReason } from '@/api/types';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRefreshEvents } from './api';
import { useReason } from './reason';

// What waits for one reason, all of it at once: sent again, mended where that is needed, or let go.
export function BulkSettle({ code, onCode }: { code?: string; onCode: (code?: string) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const reason = useReason();
  const refresh = useRefreshEvents();
  const [asked, setAsked] = useState<'replay' | 'discard' | null>(null);
  const reasons = useQuery({
    queryKey: ['quarantine', 'reasons'],
    queryFn: () => api.get<Page<WaitingReason>>('/api/quarantine/reasons'),
  });
  const items = reasons.data?.items ?? [];
  const count = items.find((item) => item.code === code)?.count ?? 0;
  const name = (item: string) => reason({ code: item, path: '…', message: item });
  return (
    <>
      <Select
        aria-label={t('ingest:quarantine.why')}
        placeholder={t('ingest:quarantine.all_reasons')}
        data={items.map((item) => ({ value: item.code, label: `${name(item.code)} (${item.count})` }))}
        value={code ?? null}
        onChange={(value) => onCode(value ?? undefined)}
        clearable
        w={320}
      />
      {count > 0 && can('events.manage') && (
        <>
          <Button variant="default" onClick={() => setAsked('replay')}>
            {t('ingest:quarantine.replay_all', { count })}
          </Button>
          <Button variant="subtle" data-danger onClick={() => setAsked('discard')}>
            {t('ingest:quarantine.discard_all', { count })}
          </Button>
        </>
      )}
      {asked === 'replay' && code && (
        <ReplayAll code={code} count={count} onClose={() => setAsked(null)} done={refresh} />
      )}
      {asked === 'discard' && code && (
        <ConfirmDialog
          title={t('ingest:quarantine.discard_all', { count })}
          text={t('ingest:quarantine.discard_all_text', { count })}
          action={t('ingest:quarantine.discard')}
          onClose={() => setAsked(null)}
          run={async () => {
            const { settled } = await api.post<Settled>('/api/quarantine/discard', { code });
            toast.done(t('ingest:quarantine.discarded_count', { count: settled }));
          }}
          done={() => {
            refresh();
            onCode(undefined);
          }}
        />
      )}
    </>
  );
}

interface ReplayAllProps {
  code: string;
  count: number;
  onClose: () => void;
  done: () => void;
}

function ReplayAll({ code, count, onClose, done }: ReplayAllProps) {
  const { t } = useTranslation();
  const [field, setField] = useState('');
  const [value, setValue] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string[]>([]);
  const run = async () => {
    setSending(true);
    setProblem([]);
    const told = { settled: 0, refused: 0 };
    const mend = field.trim() ? { field: field.trim(), value: value === '' ? undefined : value } : {};
    try {
      let cursor: string | undefined;
      do {
        const part: Settled = await api.post<Settled>('/api/quarantine/replay', { code, cursor, ...mend });
        told.settled += part.settled;
        told.refused += part.refused;
        cursor = part.next_cursor ?? undefined;
      } while (cursor);
      toast.done(t('ingest:quarantine.replayed_count', told));
      onClose();
    } catch (error) {
      setProblem([errorText(t, error)]);
    } finally {
      setSending(false);
      done();
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('ingest:quarantine.replay_all', { count })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <FormSummary messages={problem} />
        <p className="muted">{t('ingest:quarantine.mend_text')}</p>
        <TextInput
          label={t('ingest:quarantine.mend_field')}
          description={t('ingest:quarantine.mend_field_text')}
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
        />
        <TextInput
          label={t('ingest:quarantine.mend_value')}
          description={t('ingest:quarantine.mend_value_text')}
          disabled={!field.trim()}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:form.cancel')}
          </Button>
          <Button loading={sending} onClick={() => void run()}>
            {t('ingest:quarantine.replay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
