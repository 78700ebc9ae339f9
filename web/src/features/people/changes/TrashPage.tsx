import { Button } from '@mantine/core';
import { IconArrowLeft, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Contact, TrashedContact } from '@/api/types';
import { Link, useGo } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';
import { TotalCount } from '@/ui/TotalCount';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { DataTable } from '@/ui/table/DataTable';
import type { Column } from '@/ui/table/types';
import { toast } from '@/ui/toast';
import { useList } from '@/ui/useList';
import { changeSetOf, useRefreshChanged, useUndo } from './useChangeSets';

const daysLeft = (contact: TrashedContact) =>
  Math.max(0, Math.ceil((Date.parse(contact.gone_at) - Date.now()) / 86_400_000));

// What was deleted within thirty days, each with the days that are left.
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
      <DataTable
        label={t('people:trash.title')}
        list={list}
        columns={columns}
        rowId={(row) => row.id}
        open={(row) => void restore(row)}
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
