import { ActionIcon, Button, FileButton, Group, Skeleton } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconFileSpreadsheet,
  IconPlus,
  IconTargetArrow,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api, url } from '@/api/client';
import { Panel } from '@/features/access/widgets';
import { errorText } from '@/ui/errors';
import { FormSummary } from '@/ui/FormSummary';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useToday } from '@/ui/useToday';
import { useUrlState } from '@/ui/useUrlState';
import { costsKey, useAcquisitionCosts } from '../api';
import { CostDrawer, type Place } from './CostDrawer';
import { CostTable } from './CostTable';
import classes from './Costs.module.css';
import { monthsLater } from './table';

// The server names each line of the file and its field.
const linesOf = (error: Error) =>
  error instanceof ApiError && error.issues.length > 1
    ? error.issues.map((issue) => `${issue.path.split('.').pop()} ${issue.message}`)
    : [];

// What winning customers cost, by month and channel or source.
export default function CostsSection() {
  const { t } = useTranslation();
  const can = useCan();
  const queries = useQueryClient();
  const [search, setSearch] = useUrlState();
  const [editing, setEditing] = useState<Place | null>(null);
  const [over, setOver] = useState(false);
  const costs = useAcquisitionCosts(typeof search.to === 'string' ? search.to : undefined);
  const writes = can('settings.write');
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: costsKey });
    void queries.invalidateQueries({ queryKey: ['insights'] });
    void queries.invalidateQueries({ queryKey: ['contacts', 'scores'] });
  };
  const upload = useMutation({
    mutationFn: (file: File) => api.upload<{ lines: number }>('/api/acquisition-costs/import', file),
    onSuccess: (answer) => {
      toast.done(t('acquisition:imported', { count: answer.lines }));
      refresh();
    },
  });
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && writes && !upload.isPending) upload.mutate(file);
  };
  const data = costs.data;
  const add = () => setEditing({ kind: 'channel', name: '', month: data?.to ?? '' });
  return (
    <Panel
      id="acquisition-costs"
      action={
        <Group gap="xs">
          <Button
            component="a"
            variant="default"
            href={url('/api/acquisition-costs/export')}
            download
            leftSection={<IconDownload size={15} aria-hidden />}
          >
            {t('acquisition:export')}
          </Button>
          {writes && (
            <>
              <FileButton accept=".csv,text/csv" onChange={(file) => file && upload.mutate(file)}>
                {(props) => (
                  <Button
                    variant="default"
                    leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
                    loading={upload.isPending}
                    {...props}
                  >
                    {t('acquisition:import')}
                  </Button>
                )}
              </FileButton>
              <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={add} disabled={!data}>
                {t('acquisition:add')}
              </Button>
            </>
          )}
        </Group>
      }
    >
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(writes);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={dropped}
      >
        {upload.error && <FormSummary messages={[errorText(t, upload.error), ...linesOf(upload.error)]} />}
        {costs.error && !data && (
          <ErrorState error={costs.error} retry={() => void costs.refetch()} compact />
        )}
        {costs.isPending && <Skeleton height={260} aria-hidden />}
        {data && (
          <>
            <Months from={data.from} to={data.to} go={(to) => setSearch({ to })} />
            {data.items.length ? (
              <CostTable costs={data} edit={writes ? setEditing : undefined} />
            ) : (
              <State icon={IconTargetArrow} compact title={t('acquisition:empty')}>
                {t('acquisition:empty_text')}
              </State>
            )}
            <p className={classes.said}>{t('acquisition:rule')}</p>
            {writes && <p className={classes.said}>{t('acquisition:file')}</p>}
          </>
        )}
      </div>
      {editing && data && (
        <CostDrawer costs={data} place={editing} onClose={() => setEditing(null)} saved={refresh} />
      )}
    </Panel>
  );
}

// Twelve months at a time.
function Months({ from, to, go }: { from: string; to: string; go: (to: string | undefined) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const present = useToday().slice(0, 7);
  const later = monthsLater(to, 12);
  return (
    <Group gap={6} mb="xs">
      <ActionIcon aria-label={t('acquisition:earlier')} onClick={() => go(monthsLater(to, -12))}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <strong className={classes.months} aria-live="polite">
        {format.month(from, true)} – {format.month(to, true)}
      </strong>
      <ActionIcon
        aria-label={t('acquisition:later')}
        disabled={to >= present}
        onClick={() => go(later >= present ? undefined : later)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
