import { Button, CloseButton } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { ChangeSet, Contact, TrashedContact } from '@/api/types';
import { Link, useGo } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';
import { TotalCount } from '@/ui/TotalCount';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { DataTable } from '@/ui/table/DataTable';
import type { Column } from '@/ui/table/types';
import { useSelection } from '@/ui/table/useSelection';
import { toast } from '@/ui/toast';
import { useList } from '@/ui/useList';
import classes from './Changes.module.css';
import { Tool } from './Tool';
import { changeSetOf, reportOf, useRefreshChanged, useUndo } from './useChangeSets';

const atOnce = 50; // as many as one request restores

const daysLeft = (contact: TrashedContact) =>
  Math.max(0, Math.ceil((Date.parse(contact.gone_at) - Date.now()) / 86_400_000));

// What was deleted within thirty days, each with the days that are left; one or many are restored.
export function TrashPage() {
  const { t } = useTranslation();
  const go = useGo();
  const { done } = useUndo();
  const refresh = useRefreshChanged();
  const list = useList<TrashedContact>('trash', '/api/contacts/trash', { limit: 100 });
  const restore = async (contact: TrashedContact) => {
    try {
      let set: string | null = null;
      await api.post<Contact>(`/api/contacts/${contact.id}/restore`, undefined, {
        told: (headers) => {
          set = changeSetOf(headers);
        },
      });
      refresh();
      done(t('people:trash.restored', { name: contact.name || t('people:unnamed') }), set);
    } catch (error) {
      toast.failed(error);
    }
  };
  const selection = useSelection(list.rows, (row) => row.id);
  const [restoring, setRestoring] = useState(false);
  const restoreMany = async () => {
    const ids = [...selection.ids];
    setRestoring(true);
    try {
      for (let from = 0; from < ids.length; from += atOnce) {
        const some = ids.slice(from, from + atOnce);
        const set = await api.post<ChangeSet>('/api/contacts/restore', { ids: some });
        done(reportOf(set, t), (set.counts.restored ?? 0) > 0 ? set.id : null);
      }
      selection.clear();
    } catch (error) {
      toast.failed(error);
    }
    refresh();
    setRestoring(false);
  };
  const button = (contact: TrashedContact) => (
    <Button size="compact-xs" variant="default" onClick={() => void restore(contact)}>
      {t('people:trash.restore')}
    </Button>
  );
  const plain = (value?: string | null) => (value ? <span>{value}</span> : <span className="muted">–</span>);
  const columns: Column<TrashedContact>[] = [
    {
      id: 'name',
      title: t('people:field.name'),
      width: 220,
      cell: (row) => <span>{row.name || t('people:unnamed')}</span>,
    },
    { id: 'email', title: t('people:field.email'), width: 240, cell: (row) => plain(row.email) },
    { id: 'phone', title: t('people:field.phone'), width: 150, cell: (row) => plain(row.phone) },
    {
      id: 'deleted_at',
      title: t('people:trash.deleted'),
      width: 150,
      cell: (row) => <Ago at={row.deleted_at} />,
    },
    {
      id: 'left',
      title: t('people:trash.left'),
      width: 130,
      cell: (row) => <span>{t('people:trash.days', { count: daysLeft(row) })}</span>,
    },
    { id: 'restore', title: t('people:trash.restore'), width: 120, cell: button },
  ];
  return (
    <Page
      title={t('people:trash.title')}
      count={list.total && <TotalCount total={list.total} />}
      scroll={false}
      before={
        <Link to="/contacts" aria-label={t('people:page.back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
    >
      {selection.picking && (
        <div className={classes.bar} role="toolbar" aria-label={t('people:bulk.bar')}>
          <CloseButton size="sm" aria-label={t('people:bulk.clear')} onClick={selection.clear} />
          <strong className="tabular" aria-live="polite">
            {t('people:bulk.selected', { count: selection.ids.size })}
          </strong>
          <Tool
            off={selection.ids.size === 0 || restoring}
            icon={IconArrowBackUp}
            label={t('people:trash.restore')}
            run={() => void restoreMany()}
          />
        </div>
      )}
      <DataTable
        label={t('people:trash.title')}
        list={list}
        columns={columns}
        rowId={(row) => row.id}
        open={(row) => void restore(row)}
        selection={selection}
        rowName={(row) => row.name || row.email || t('people:unnamed')}
        card={(row) => (
          <TwoLineCard
            title={row.name || t('people:unnamed')}
            text={t('people:trash.days', { count: daysLeft(row) })}
            side={button(row)}
          />
        )}
        empty={
          <State
            icon={IconTrash}
            tone="neutral"
            title={t('people:trash.empty')}
            actions={
              <Button variant="default" onClick={() => go('/contacts')}>
                {t('people:page.back')}
              </Button>
            }
          >
            {t('people:trash.empty_text')}
          </State>
        }
      />
    </Page>
  );
}
