import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { OwnerName, useUsers } from '@/features/access/widgets';
import { Link } from '@/ui/Link';
import { Ago, Avatar, Mark, Tags } from '@/ui/marks';
import { useCan, useFormat } from '@/ui/session';
import type { CellEdit, Column } from '@/ui/table/types';
import { useQuickChange } from '../api';
import { customColumn } from '../fields/customColumn';
import { useOwnFields } from '../fields/fields';
import { consentTone, stages, statusTone } from '../model';
import { sourceName } from '@/lib/names';

export function useContactColumns(onOpen: () => void): Column<Contact>[] {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const users = useUsers();
  const change = useQuickChange();
  const writable = can('contacts.write');

  const text = (field: 'job_title' | 'city' | 'company' | 'phone'): CellEdit<Contact> | undefined =>
    writable
      ? {
          kind: 'text',
          value: (row) => row[field] ?? '',
          save: (row, value) => change(row, { [field]: value.trim() || null }),
        }
      : undefined;
  const stage: CellEdit<Contact> = {
    kind: 'choice',
    value: (row) => row.stage,
    options: stages.map((value) => ({ value, label: t(`people:status.${value}`) })),
    save: (row, value) =>
      change(row, { stage: value }, row.status === row.stage ? { status: value as Contact['status'] } : {}),
  };
  const owner: CellEdit<Contact> = {
    kind: 'choice',
    value: (row) => row.owner_id ?? '',
    options: [
      { value: '', label: t('access:owner.none') },
      ...users.map((user) => ({ value: user.id, label: user.name || user.email })),
    ],
    save: (row, value) => change(row, { owner_id: value || null }),
  };
  const plain = (value?: string | null) => (value ? <span>{value}</span> : <span className="muted">–</span>);

  const own = useOwnFields('contact').map((field) => customColumn(field, writable, change, i18n.language));

  return [
    {
      id: 'name',
      title: t('people:field.name'),
      width: 190,
      sort: { up: 'name', down: '-name' },
      cell: (row) => (
        <>
          <Avatar name={row.name || '?'} size={22} />
          <Link to={`/contacts/${row.id}`} onClick={onOpen} tabIndex={-1} className="record-link truncate">
            {row.name || t('people:unnamed')}
          </Link>
        </>
      ),
    },
    {
      id: 'status',
      title: t('people:field.status'),
      width: 116,
      edit: writable ? stage : undefined,
      cell: (row) => <Mark tone={statusTone[row.status]}>{t(`people:status.${row.status}`)}</Mark>,
    },
    { id: 'email', title: t('people:field.email'), width: 204, cell: (row) => plain(row.email) },
    {
      id: 'phone',
      title: t('people:field.phone'),
      width: 140,
      hidden: true,
      edit: text('phone'),
      cell: (row) => plain(row.phone),
    },
    { id: 'company', title: t('people:field.company'), width: 136, cell: (row) => plain(row.company) },
    {
      id: 'job_title',
      title: t('people:field.job_title'),
      width: 150,
      hidden: true,
      edit: text('job_title'),
      cell: (row) => plain(row.job_title),
    },
    {
      id: 'country',
      title: t('people:field.country'),
      width: 122,
      cell: (row) => plain(format.country(row.country)),
    },
    {
      id: 'city',
      title: t('people:field.city'),
      width: 110,
      hidden: true,
      edit: text('city'),
      cell: (row) => plain(row.city),
    },
    {
      id: 'tags',
      title: t('people:field.tags'),
      width: 116,
      cell: (row) => <Tags tags={row.tags} most={1} />,
    },
    {
      id: 'owner_id',
      title: t('people:field.owner_id'),
      width: 140,
      hidden: true,
      edit: writable ? owner : undefined,
      cell: (row) => (
        <span>
          <OwnerName id={row.owner_id} />
        </span>
      ),
    },
    {
      id: 'consent_status',
      title: t('people:field.consent_status'),
      width: 180,
      hidden: true,
      cell: (row) => (
        <Mark tone={consentTone[row.consent_status]}>{t(`people:consent.${row.consent_status}`)}</Mark>
      ),
    },
    {
      id: 'source',
      title: t('people:field.source'),
      width: 130,
      hidden: true,
      cell: (row) => plain(row.source && sourceName(t, row.source)),
    },
    {
      id: 'estimated_value',
      title: t('people:field.estimated_value'),
      width: 130,
      number: true,
      hidden: true,
      sort: { down: 'value' },
      cell: (row) => format.money(row.estimated_value),
    },
    {
      id: 'orders_count',
      title: t('people:field.orders_count'),
      width: 92,
      number: true,
      cell: (row) => format.number(row.orders_count ?? 0),
    },
    {
      id: 'orders_value',
      title: t('people:field.orders_value'),
      width: 112,
      number: true,
      sort: { down: 'orders_value' },
      cell: (row) => format.money(row.orders_value),
    },
    {
      id: 'last_contacted_at',
      title: t('people:field.last_contacted_at'),
      width: 140,
      hidden: true,
      sort: { down: 'last_contacted' },
      cell: (row) => <Ago at={row.last_contacted_at} none={t('people:never')} />,
    },
    {
      id: 'created_at',
      title: t('people:field.created_at'),
      width: 128,
      sort: { down: 'newest', up: 'oldest' },
      cell: (row) => <Ago at={row.created_at} />,
    },
    ...own,
  ];
}
