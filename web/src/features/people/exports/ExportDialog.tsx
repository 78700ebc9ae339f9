import { Button, Checkbox, Group, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactExport, ExportRequest } from '@/api/types';
import { useQueryClient } from '@tanstack/react-query';
import { url } from '@/api/client';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { Link } from '@/ui/Link';
import { useFormat } from '@/ui/session';
import { fileColumns, useBeginExport } from './api';
import { useExport } from './useExport';

const formats = ['csv', 'mailchimp', 'jsonl'] as const;
const delimiters = ['comma', 'semicolon', 'tab'] as const;

interface ExportDialogProps {
  chosen: Pick<Partial<ExportRequest>, 'ids' | 'query'>;
  count: string; // of contacts, as people read it
  columns: string[]; // that the list shows
  onClose: () => void;
}

// Asks how the file shall be, then shows how far it is; it may be left and is found again in the activity tray.
export default function ExportDialog({ chosen, count, columns, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const begin = useBeginExport();
  const [format, setFormat] = useState<ExportRequest['format']>('csv');
  const [which, setWhich] = useState('view');
  const [delimiter, setDelimiter] = useState<ExportRequest['delimiter']>('comma');
  const [bom, setBom] = useState(true);
  const isCsv = format === 'csv';
  const run = () =>
    begin.mutate({
      ...chosen,
      format,
      ...(isCsv && { delimiter, ...(which === 'view' && { columns: fileColumns(columns) }) }),
      bom: bom && format !== 'jsonl',
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('exports:dialog.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {begin.data ? (
        <Begun id={begin.data.id} onClose={onClose} />
      ) : (
        <Stack gap="lg">
          <FormSummary messages={begin.error ? [errorText(t, begin.error)] : []} />
          <Text size="sm">{t('exports:dialog.text', { count })}</Text>
          <Radio.Group
            label={t('exports:dialog.format')}
            value={format}
            onChange={(value) => setFormat(value as ExportRequest['format'])}
          >
            <Stack gap={8} mt={6}>
              {formats.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={t(`exports:format.${one}`)}
                  description={t(`exports:format_text.${one}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          {isCsv && (
            <Group grow align="end">
              <Select
                label={t('exports:dialog.columns')}
                data={['view', 'all'].map((value) => ({ value, label: t(`exports:columns.${value}`) }))}
                value={which}
                onChange={(value) => setWhich(value ?? 'view')}
                allowDeselect={false}
              />
              <Select
                label={t('exports:dialog.delimiter')}
                data={delimiters.map((value) => ({ value, label: t(`exports:delimiter.${value}`) }))}
                value={delimiter}
                onChange={(value) => setDelimiter((value ?? 'comma') as ExportRequest['delimiter'])}
                allowDeselect={false}
              />
            </Group>
          )}
          {format !== 'jsonl' && (
            <Checkbox
              label={t('exports:dialog.bom')}
              description={t('exports:dialog.bom_text')}
              checked={bom}
              onChange={(event) => setBom(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('ui:form.cancel')}
            </Button>
            <Button loading={begin.isPending} onClick={run} data-autofocus>
              {t('exports:dialog.run')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Begun({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const one: ContactExport | undefined = useExport(id);
  const state = one?.state ?? 'queued';
  return (
    <Stack gap="lg">
      <Text size="sm" role="status">
        {state === 'ready'
          ? t('exports:begun.ready', { count: one?.written ?? 0 })
          : t(`exports:begun.${state === 'queued' || state === 'running' ? 'working' : 'failed'}`)}
      </Text>
      {state === 'ready' && Boolean(one?.left_out) && (
        <Text size="sm" className="muted">
          {t('exports:left_out', { count: one?.left_out ?? 0 })}
        </Text>
      )}
      <Group justify="space-between">
        <Link to="/exports" onClick={onClose}>
          {t('exports:title')}
        </Link>
        {state === 'ready' ? (
          <Button
            component="a"
            href={url(`/api/exports/${id}/file`)}
            download
            onClick={() => setTimeout(() => void queries.invalidateQueries({ queryKey: ['exports'] }), 1000)}
          >
            {t('exports:download_size', { size: format.bytes(one?.bytes ?? 0) })}
          </Button>
        ) : (
          <Button variant="default" onClick={onClose}>
            {t('exports:begun.leave')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
