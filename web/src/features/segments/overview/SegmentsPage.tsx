import { Button, Menu } from '@mantine/core';
import { IconListDetails, IconPlus, IconTemplate, IconUsersGroup } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { cleared, type Filter, FilterBar, isFiltered } from '@/ui/filters/FilterBar';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { type ListState, useList } from '@/ui/useList';
import { useUrlState } from '@/ui/useUrlState';
import { usePerformance, useRefreshSegments } from '../api';
import { SegmentForm } from '../SegmentForm';
import { type Segment, segmentKinds } from '../types';
import { SegmentCard } from './SegmentCard';
import { sorted } from './sorting';
import { TemplatesDrawer, TemplatesGallery } from './Templates';
import { useSegmentColumns } from './useSegmentColumns';

// All segments with their size, how it changes and what their members spent.
export function SegmentsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const can = useCan();
  const [search, set] = useUrlState();
  const refresh = useRefreshSegments();
  const [listing, setListing] = useState(false);
  const performance = usePerformance();
  const list = useList<Segment>('segments', '/api/segments', {
    search: search.search,
    kind: search.kind,
    archived: search.archived ? 'true' : undefined,
  });
  const sort = search.sort ?? 'members.desc';
  const shown: ListState<Segment> = useMemo(
    () => ({ ...list, rows: sorted(list.rows, sort, performance.data) }),
    [list, sort, performance.data],
  );
  const columns = useSegmentColumns(performance.data);
  const { columns: chosen, menu, resize } = useColumns('segments', columns);
  const filters: Filter[] = [
    {
      id: 'kind',
      title: t('segments:column.kind'),
      kind: 'choice',
      single: true,
      options: segmentKinds.map((kind) => ({ value: kind, label: t(`segments:kind.${kind}`) })),
    },
    {
      id: 'archived',
      title: t('segments:archived'),
      kind: 'choice',
      single: true,
      options: [{ value: 'true', label: t('segments:archived_only') }],
    },
  ];
  const may = can('segments.write');
  const filtered = isFiltered(filters, search);
  return (
    <Page
      title={t('app:nav.segments')}
      scroll={false}
      count={list.loading ? undefined : format.number(list.rows.length)}
      actions={
        <>
          <ActionButton
            icon={IconTemplate}
            label={t('segments:templates.open')}
            variant="default"
            onClick={() => set({ templates: 'open' })}
          />
          {may && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button leftSection={<IconPlus size={15} aria-hidden />}>{t('segments:create')}</Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  leftSection={<IconUsersGroup size={15} aria-hidden />}
                  onClick={() => go('/segments/create')}
                >
                  {t('segments:create_rule')}
                </Menu.Item>
                <Menu.Item
                  leftSection={<IconListDetails size={15} aria-hidden />}
                  onClick={() => setListing(true)}
                >
                  {t('segments:create_list')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      }
    >
      <FilterBar
        filters={filters}
        search={search}
        set={set}
        placeholder={t('segments:search')}
        after={<span style={{ marginLeft: 'auto' }}>{menu}</span>}
      />
      <DataTable
        label={t('app:nav.segments')}
        list={shown}
        columns={chosen}
        resize={resize}
        rowId={(segment) => segment.id}
        rowName={(segment) => segment.name}
        open={(segment) => go(`/segments/${segment.id}`)}
        card={(segment) => <SegmentCard segment={segment} />}
        sort={sort}
        onSort={(next) => set({ sort: next === 'members.desc' ? undefined : next })}
        empty={
          filtered ? (
            <State
              icon={IconUsersGroup}
              title={t('segments:no_match')}
              actions={
                <Button variant="default" onClick={() => set(cleared(filters))}>
                  {t('ui:filter.clear_all')}
                </Button>
              }
            />
          ) : (
            <Empty />
          )
        }
      />
      {search.templates && <TemplatesDrawer onClose={() => set({ templates: undefined })} />}
      {listing && (
        <SegmentForm
          suggested={{ name: '', description: '', kind: 'list' }}
          content={{ rule: null }}
          onClose={() => setListing(false)}
          done={(segment) => {
            refresh(segment);
            go(`/segments/${segment.id}?add=open`);
          }}
        />
      )}
    </Page>
  );
}

function Empty() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  return (
    <div style={{ width: '100%', padding: '0 20px 32px' }}>
      <State
        icon={IconUsersGroup}
        title={t('segments:empty.title')}
        actions={
          can('segments.write') && (
            <Button onClick={() => go('/segments/create')}>{t('segments:create')}</Button>
          )
        }
      >
        {t('segments:empty.text')}
      </State>
      <TemplatesGallery />
    </div>
  );
}
