import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago, Avatar, Mark } from '@/ui/marks';
import { useFormat } from '@/ui/session';
import type { Column } from '@/ui/table/types';
import { useToday } from '@/ui/useToday';
import { useNamed } from '../api';
import type { Item, ItemStatus } from '../types';
import classes from './List.module.css';

// What is worth knowing of a line depends on how far it is.
export function useItemColumns(status: ItemStatus): Column<Item>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const today = useToday();
  const named = useNamed();
  const title = (id: string) => t(`next_actions:column.${id}`);
  const contact: Column<Item> = {
    id: 'contact',
    title: title('contact'),
    width: 220,
    cell: (row) => {
      const name = row.contact_name || row.contact_email || t('next_actions:unnamed');
      return (
        <span className={classes.person}>
          <Avatar name={name} size={24} />
          <Link to={`/contacts/${row.contact_id}`} className="record-link truncate" tabIndex={-1}>
            {name}
          </Link>
        </span>
      );
    },
  };
  const action: Column<Item> = {
    id: 'action',
    title: title('action'),
    width: 230,
    cell: (row) => <span className="truncate">{named(row.labels)}</span>,
  };
  const expected: Column<Item> = {
    id: 'expected',
    title: title('expected'),
    width: 140,
    number: true,
    cell: (row) => <strong>{format.money(row.expected_value, true)}</strong>,
  };
  const chance: Column<Item> = {
    id: 'chance',
    title: title('chance'),
    width: 100,
    number: true,
    cell: (row) => (row.chance === null || row.chance === undefined ? '–' : format.percent(row.chance, 0)),
  };
  const user: Column<Item> = {
    id: 'user',
    title: title('user'),
    width: 150,
    cell: (row) => <span className="truncate">{row.user_name ?? '–'}</span>,
  };
  const due: Column<Item> = {
    id: 'due',
    title: title('due'),
    width: 140,
    cell: (row) =>
      row.due_on ? (
        <span className={row.due_on < today ? classes.late : undefined}>{format.date(row.due_on)}</span>
      ) : (
        '–'
      ),
  };
  const when: Column<Item> = {
    id: 'when',
    title: title('when'),
    width: 140,
    cell: (row) => <Ago at={status === 'dismissed' ? row.dismissed_at : row.done_at} />,
  };
  const outcome: Column<Item> = {
    id: 'outcome',
    title: title('outcome'),
    width: 140,
    cell: (row) =>
      row.outcome_type ? (
        <Mark tone="ok">
          {t(`next_actions:outcome.${row.outcome_type}`, { defaultValue: row.outcome_type })}
        </Mark>
      ) : (
        <span className="muted">{t(`next_actions:outcome.${row.settled_at ? 'none' : 'waiting'}`)}</span>
      ),
  };
  const reason: Column<Item> = {
    id: 'reason',
    title: title('reason'),
    width: 240,
    cell: (row) => <span className="truncate">{row.reason ?? '–'}</span>,
  };
  if (status === 'accepted') return [contact, action, expected, due, user];
  if (status === 'done') return [contact, action, expected, when, outcome, user];
  if (status === 'dismissed') return [contact, action, expected, when, reason, user];
  return [contact, action, expected, chance];
}
