import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '@/api/client';
import { issueText } from '@/ui/errors';
import { useCan } from '@/ui/session';
import { toast } from '@/ui/toast';

interface HistorySettings {
  days: number;
}
const path = '/api/settings/segment_history';
const key = ['settings', 'segment_history'];

// How long it is kept who came to segments and who left them, for all segments.
export default function HistoryDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const stored = useQuery({
    queryKey: key,
    queryFn: () => api.get<HistorySettings>(path),
    enabled: can('settings.read'),
  });
  const [days, setDays] = useState<number | string | null>(null);
  const [wrong, setWrong] = useState('');
  const [saving, setSaving] = useState(false);
  const shown = days ?? stored.data?.days ?? '';
  const save = async () => {
    setSaving(true);
    try {
      queries.setQueryData(key, await api.put<HistorySettings>(path, { days: Number(shown) }));
      toast.done(t('segments:history.saved'));
      onClose();
    } catch (error) {
      const issue = error instanceof ApiError ? error.issues[0] : undefined;
      if (issue) setWrong(issueText(t, issue));
      else toast.failed(error);
      setSaving(false);
    }
  };
  const mayChange = can('settings.write') && stored.data !== undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('segments:history.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Stack gap="md">
        <Text size="sm">{t('segments:history.text')}</Text>
        <NumberInput
          label={t('segments:history.days')}
          description={t('segments:history.days_text')}
          min={60}
          max={3650}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          value={shown}
          error={wrong}
          disabled={!mayChange}
          onChange={(next) => {
            setDays(next);
            setWrong('');
          }}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('ui:close')}
          </Button>
          <Button loading={saving} disabled={!mayChange || shown === ''} onClick={() => void save()}>
            {t('segments:save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
