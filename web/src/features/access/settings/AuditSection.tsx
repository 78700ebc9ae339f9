import { Alert, Button, Group } from '@mantine/core';
import { IconDownload, IconHistory, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, url } from '@/api/client';
import type { AuditEntry, AuditVerdict } from '@/api/types';
import { daySpan } from '@/lib/days';
import { cleared, type Filter, FilterBar, isFiltered } from '@/ui/filters/FilterBar';
import { State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { DataTable } from '@/ui/table/DataTable';
import { toast } from '@/ui/toast';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { AuditDetail } from './AuditDetail';
import { Panel } from './Panel';
import classes from './Settings.module.css';
import { useAuditColumns } from './useAuditColumns';
import { useAuditTitle } from './useAuditTitle';

export default function AuditSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const filters: Filter[] = [{ id: 'at', title: t('access:audit.when'), kind: 'date' }];
  const span = daySpan('at', search, format.timezone);
  const list = useList<AuditEntry>('audit', '/api/audit', {
    search: search.search,
    from: span.at_from,
    to: span.at_to,
    limit: 100,
  });
  const verify = useMutation({
    mutationFn: () => api.get<AuditVerdict>('/api/audit/verify'),
    onError: (error) => toast.failed(error),
  });
  const columns = useAuditColumns(setShown);
  const title = useAuditTitle();
  return (
    <Panel
      id="audit"
      list
      action={
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconShieldCheck size={15} />}
            loading={verify.isPending}
            onClick={() => verify.mutate()}
          >
            {t('access:audit.verify')}
          </Button>
          <Button
            component="a"
            href={url('/api/audit/export')}
            download
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            {t('access:audit.export')}
          </Button>
        </Group>
      }
    >
      {verify.data && (
        <div className={classes.padded} role="status" style={{ paddingTop: 0, paddingBottom: 12 }}>
          <Alert
            variant="light"
            color={verify.data.ok ? 'teal' : 'red'}
            icon={verify.data.ok ? <IconShieldCheck size={18} /> : <IconShieldX size={18} />}
          >
            {verify.data.ok
              ? t('access:audit.intact', { count: verify.data.entries })
              : t('access:audit.broken', { seq: verify.data.first_bad_seq ?? 0 })}
          </Alert>
        </div>
      )}
      <FilterBar filters={filters} search={search} set={set} placeholder={t('access:audit.search')} />
      <DataTable
        label={t('access:settings.audit.title')}
        list={list}
        columns={columns}
        rowId={(row) => row.id}
        open={setShown}
        card={(row) => (
          <TwoLineCard title={title(row)} text={`${row.actor_name ?? ''} · ${format.dateTime(row.at)}`} />
        )}
        empty={
          <State
            icon={IconHistory}
            tone="neutral"
            title={t('access:audit.none')}
            actions={
              isFiltered(filters, search) && (
                <Button variant="default" onClick={() => set(cleared(filters))}>
                  {t('people:list.clear')}
                </Button>
              )
            }
          />
        }
      />
      {shown && <AuditDetail entry={shown} onClose={() => setShown(null)} />}
    </Panel>
  );
}
