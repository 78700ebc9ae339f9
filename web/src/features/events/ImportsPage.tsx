import { Button, Checkbox, Select } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ImportJob, Page as ListPage } from '@/api/types';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { Page } from '@/ui/Page';
import { ErrorState, NoPermission } from '@/ui/States';
import { useCan } from '@/ui/session';
import { ImportCard } from './ImportCard';
import classes from './Imports.module.css';

const presets = ['', 'uci-online-retail'];

export function ImportsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const imports = useQuery({
    queryKey: ['imports'],
    queryFn: () => api.get<ListPage<ImportJob>>('/api/imports', { limit: 20 }),
    enabled: can('imports.read'),
    // Looked at often while one is under way; it may be left and found again.
    refetchInterval: (query) =>
      query.state.data?.items.some((job) => job.status === 'running' || job.status === 'queued')
        ? 1000
        : false,
  });
  return (
    <Page title={t('events:imports.title')}>
      {can('imports.write') && <Upload />}
      {!can('imports.read') && <NoPermission />}
      {imports.error && <ErrorState error={imports.error} retry={() => void imports.refetch()} compact />}
      {imports.data?.items.map((job) => (
        <ImportCard key={job.id} job={job} />
      ))}
    </Page>
  );
}

function Upload() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [preset, setPreset] = useState('');
  const [invent, setInvent] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.upload<ImportJob>('/api/imports/orders', file, {
        preset,
        filename: file.name,
        invent_names: invent ? true : undefined,
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  });
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) upload.mutate(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <>
      <FormSummary messages={upload.error ? [errorText(t, upload.error)] : []} />
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconFileSpreadsheet size={30} stroke={1.4} aria-hidden />
        <strong>{t('events:imports.drop')}</strong>
        <span>{t('events:imports.what')}</span>
        <Button loading={upload.isPending} onClick={() => input.current?.click()}>
          {t('events:imports.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.gz,text/csv,application/gzip"
          hidden
          aria-label={t('events:imports.choose')}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <div className={classes.options}>
        <Select
          label={t('events:imports.preset')}
          data={presets.map((value) => ({
            value,
            label: t(`events:imports.presets.${value.replaceAll('-', '_') || 'by_name'}`),
          }))}
          value={preset}
          onChange={(value) => setPreset(value ?? '')}
          allowDeselect={false}
          w={280}
        />
        <Checkbox
          label={t('events:imports.invent')}
          checked={invent}
          onChange={(event) => setInvent(event.currentTarget.checked)}
          pb={8}
        />
      </div>
    </>
  );
}
