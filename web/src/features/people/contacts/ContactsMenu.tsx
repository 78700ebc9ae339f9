import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowsSort,
  IconDots,
  IconFileExport,
  IconFileUpload,
  IconListCheck,
  IconTrash,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { useCan, useFormat } from '@/ui/session';
import { useCommands } from '@/ui/useCommands';
import { type ListQuery, queryBody } from '../exports/api';

const ExportDialog = lazy(() => import('../exports/ExportDialog'));
const SortDialog = lazy(() => import('./SortDialog'));

interface ContactsMenuProps {
  query: ListQuery; // what the list asks, with its order
  total: { value: number; exact: boolean } | null;
  columns: string[]; // that it shows
  select?: () => void; // begins to choose rows, where that is by a menu
  onSort?: (sort: string) => void;
}

// What is done with the list as a whole, and less often than adding a contact.
export function ContactsMenu({ query, total, columns, select, onSort }: ContactsMenuProps) {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const format = useFormat();
  const [exporting, setExporting] = useState(false);
  const [sorting, setSorting] = useState(false);
  const entries = [
    select && { id: 'contacts.select', title: t('people:list.select'), icon: IconListCheck, run: select },
    onSort && {
      id: 'contacts.sort',
      title: t('people:list.sort'),
      icon: IconArrowsSort,
      run: () => setSorting(true),
    },
    can('contacts.import') && {
      id: 'contacts.import',
      title: t('people:list.import'),
      icon: IconFileUpload,
      run: () => go('/imports'),
    },
    can('contacts.export') && {
      id: 'contacts.export',
      title: t('exports:dialog.title'),
      icon: IconFileExport,
      run: () => setExporting(true),
    },
    can('contacts.delete') && {
      id: 'contacts.trash',
      title: t('people:trash.title'),
      icon: IconTrash,
      run: () => go('/contacts/trash'),
    },
  ].filter((entry) => typeof entry === 'object');
  useCommands(entries.map(({ id, title, run }) => ({ id, title, run, group: 'here' as const })));
  if (!entries.length) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={32} aria-label={t('people:list.more')}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {entries.map(({ id, title, icon: Icon, run }) => (
            <Menu.Item key={id} leftSection={<Icon size={15} />} onClick={run}>
              {title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {sorting && onSort && (
        <Suspense>
          <SortDialog
            sort={String(query.sort ?? 'newest')}
            onSort={onSort}
            onClose={() => setSorting(false)}
          />
        </Suspense>
      )}
      {exporting && (
        <Suspense>
          <ExportDialog
            chosen={{ query: queryBody(query) as never }}
            count={total ? format.number(total.value) + (total.exact ? '' : '+') : '…'}
            columns={columns}
            onClose={() => setExporting(false)}
          />
        </Suspense>
      )}
    </>
  );
}
