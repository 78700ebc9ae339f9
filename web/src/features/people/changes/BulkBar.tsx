import { Button, CloseButton, Group, Menu } from '@mantine/core';
import {
  IconEdit,
  IconFileExport,
  IconFlag,
  IconTag,
  IconTagOff,
  IconTrash,
  IconUserShare,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { BulkRequest, Contact, Page } from '@/api/types';
import { useUsers } from '@/features/access/widgets';
import { useCan, useFormat } from '@/ui/session';
import type { Selection } from '@/ui/table/useSelection';
import { toast } from '@/ui/toast';
import { useCommands } from '@/ui/useCommands';
import { type ListQuery, queryBody } from '../exports/api';
import { stages } from '../model';
import { type BulkAsk, BulkDialog } from './BulkDialog';
import classes from './Changes.module.css';
import { Tool } from './Tool';

const ExportDialog = lazy(() => import('../exports/ExportDialog'));

interface BulkBarProps {
  selection: Selection<Contact>;
  loaded: number;
  total: { value: number; exact: boolean } | null;
  query: ListQuery; // what the list asks, without order and page
  columns: string[]; // that it shows
}

// What can be done with the selected contacts; the line beside the count takes in all that match.
export function BulkBar({ selection, loaded, total, query, columns }: BulkBarProps) {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const users = useUsers();
  const [everything, setEverything] = useState<number | null>(null); // how many match
  const [ask, setAsk] = useState<BulkAsk | null>(null);
  const count = everything ?? selection.ids.size;
  const more = everything === null && selection.ids.size >= loaded && (total ? total.value > loaded : false);
  const takeAll = async () => {
    try {
      const page = await api.get<Page<Contact>>('/api/contacts', { ...query, count: 'exact', limit: 1 });
      setEverything(page.total?.value ?? selection.ids.size);
    } catch (error) {
      toast.failed(error);
    }
  };
  const clear = () => {
    setEverything(null);
    selection.clear();
  };
  const [exporting, setExporting] = useState(false);
  const chosen = (): Pick<Partial<BulkRequest>, 'ids' | 'query' | 'expected_count'> =>
    everything === null
      ? { ids: [...selection.ids] }
      : {
          query: queryBody(query) as BulkRequest['query'],
          expected_count: everything,
        };
  useCommands([
    {
      id: 'bulk.tag',
      title: t('people:bulk.add_tags'),
      group: 'here',
      keys: 't',
      run: () => setAsk({ action: 'add_tags' }),
    },
  ]);
  const none = count === 0; // selecting on a phone has begun
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('people:bulk.bar')}>
      <CloseButton size="sm" aria-label={t('people:bulk.clear')} onClick={clear} />
      <strong className="tabular" aria-live="polite">
        {t('people:bulk.selected', { count })}
      </strong>
      {more && total && (
        <Button size="compact-sm" variant="subtle" onClick={() => void takeAll()}>
          {total.exact
            ? t('people:bulk.all_matching', { count: format.number(total.value) })
            : t('people:bulk.all_matching_more')}
        </Button>
      )}
      <Group gap={4} ml="auto" wrap="nowrap">
        <Tool
          off={none}
          icon={IconTag}
          label={t('people:bulk.add_tags')}
          run={() => setAsk({ action: 'add_tags' })}
        />
        <Tool
          off={none}
          icon={IconTagOff}
          label={t('people:bulk.remove_tags')}
          run={() => setAsk({ action: 'remove_tags' })}
        />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              disabled={none}
              size="compact-sm"
              variant="default"
              leftSection={<IconUserShare size={15} />}
            >
              {t('people:bulk.assign')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setAsk({ action: 'assign' })}>{t('access:owner.none')}</Menu.Item>
            {users.map((user) => (
              <Menu.Item
                key={user.id}
                onClick={() =>
                  setAsk({ action: 'assign', owner_id: user.id, shown: user.name || user.email })
                }
              >
                {user.name || user.email}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button disabled={none} size="compact-sm" variant="default" leftSection={<IconFlag size={15} />}>
              {t('people:bulk.set_status')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {stages.map((stage) => (
              <Menu.Item
                key={stage}
                onClick={() =>
                  setAsk({ action: 'set_status', status: stage, shown: t(`people:status.${stage}`) })
                }
              >
                {t(`people:status.${stage}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Tool
          off={none}
          icon={IconEdit}
          label={t('people:bulk.set_field')}
          run={() => setAsk({ action: 'set_field' })}
        />
        {can('contacts.export') && (
          <Tool off={none} icon={IconFileExport} label={t('exports:export')} run={() => setExporting(true)} />
        )}
        {can('contacts.delete') && (
          <Tool
            off={none}
            icon={IconTrash}
            label={t('people:bulk.delete')}
            run={() => setAsk({ action: 'delete' })}
          />
        )}
      </Group>
      {exporting && (
        <Suspense>
          <ExportDialog
            chosen={everything === null ? { ids: [...selection.ids] } : { query: chosen().query }}
            count={format.number(count)}
            columns={columns}
            onClose={() => setExporting(false)}
          />
        </Suspense>
      )}
      {ask && (
        <BulkDialog
          ask={ask}
          count={count}
          chosen={chosen()}
          onClose={() => setAsk(null)}
          done={() => {
            setAsk(null);
            clear();
          }}
        />
      )}
    </div>
  );
}
