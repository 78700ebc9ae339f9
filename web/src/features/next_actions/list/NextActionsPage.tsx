import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { TwoLineCard } from '@/ui/TwoLineCard';
import { useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { useActions, useNamed } from '../api';
import type { Item, ItemStatus } from '../types';
import classes from './List.module.css';
import { useItemColumns } from './useItemColumns';

const statuses = ['suggested', 'accepted', 'done', 'dismissed'] as const;

// Whom to act on, the highest expected value first; and what was taken on, done and dismissed.
export function NextActionsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const format = useFormat();
  const go = useGo();
  const named = useNamed();
  const actions = useActions().data ?? [];
  const [search, set] = useUrlState();
  const status: ItemStatus = statuses.find((one) => one === search.status) ?? 'suggested';
  const whose =
    search.whose === 'mine' || search.whose === 'all'
      ? search.whose
      : status === 'suggested'
        ? 'all'
        : 'mine';
  const list = useList<Item>('next_actions', '/api/next_actions/items', {
    status,
    whose,
    action_id: search.action as string | undefined,
    limit: 50,
  });
  const { columns, menu, resize } = useColumns(`next_actions_${status}`, useItemColumns(status));
  const below = (row: Item) => {
    if (row.outcome_type)
      return t(`next_actions:outcome.${row.outcome_type}`, { defaultValue: row.outcome_type });
    return status === 'accepted' && row.due_on
      ? t('next_actions:due', { date: format.date(row.due_on) })
      : (row.reason ?? '');
  };
  const nameOf = (row: Item) => row.contact_name || row.contact_email || t('next_actions:unnamed');
  return (
    <Page title={t('next_actions:page.title')} scroll={false} actions={menu}>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t('next_actions:page.status')}
          value={status}
          onChange={(value) => set({ status: value === 'suggested' ? undefined : value, whose: undefined })}
          data={statuses.map((value) => ({ value, label: t(`next_actions:status.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('next_actions:page.whose')}
          value={whose}
          onChange={(value) => set({ whose: value })}
          data={(['mine', 'all'] as const).map((value) => ({
            value,
            label: t(`next_actions:page.${value}`),
          }))}
        />
        <Select
          size="xs"
          aria-label={t('next_actions:page.action')}
          placeholder={t('next_actions:page.any_action')}
          clearable
          value={(search.action as string | undefined) ?? null}
          onChange={(value) => set({ action: value ?? undefined })}
          data={actions.map((action) => ({ value: action.id, label: named(action.labels) }))}
        />
      </div>
      <DataTable
        key={status}
        label={t('next_actions:page.title')}
        list={list}
        columns={columns}
        resize={resize}
        rowId={(row) => `${row.contact_id} ${row.decision ?? ''} ${row.action_id}`}
        rowName={nameOf}
        open={(row) => go(`/contacts/${row.contact_id}`)}
        card={(row) => (
          <TwoLineCard
            title={nameOf(row)}
            text={named(row.labels)}
            side={format.money(row.expected_value, true)}
            below={below(row)}
          />
        )}
        empty={
          <State
            icon={IconBulb}
            title={t(`next_actions:empty.${status}`)}
            actions={
              whose === 'mine' ? (
                <Button variant="default" onClick={() => set({ whose: 'all' })}>
                  {t('next_actions:empty.show_all')}
                </Button>
              ) : (
                can('settings.read') && (
                  <Link to="/settings/next-actions">{t('next_actions:empty.settings')}</Link>
                )
              )
            }
          >
            {t(
              status === 'suggested' && whose === 'mine'
                ? 'next_actions:empty.suggested_mine'
                : `next_actions:empty.${status}_text`,
            )}
          </State>
        }
      />
    </Page>
  );
}
