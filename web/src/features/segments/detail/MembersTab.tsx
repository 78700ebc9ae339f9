import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { State } from '@/ui/States';
import { useCan, useFormat, useSeesPart } from '@/ui/session';
import { DataTable } from '@/ui/table/DataTable';
import { useColumns } from '@/ui/table/useColumns';
import { useSelection } from '@/ui/table/useSelection';
import { toast } from '@/ui/toast';
import { useList } from '@/ui/useList';
import { leaveTrail } from '@/lib/trail';
import { useRefreshSegments, writes } from '../api';
import type { Member, Segment } from '../types';
import { MemberCard, useMemberColumns } from './memberColumns';
import classes from './Detail.module.css';

const WhyDrawer = lazy(() => import('../explain/WhyDrawer'));

interface MembersTabProps {
  segment: Segment;
  every?: number; // milliseconds between two looks, where nobody tells
}

export function MembersTab({ segment, every }: MembersTabProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const can = useCan();
  const unseen = useSeesPart() && segment.members_count > 0;
  const refresh = useRefreshSegments();
  const [why, setWhy] = useState<Member | null>(null);
  const raw = useList<Member>(
    'segments',
    `/api/segments/${segment.id}/members`,
    { limit: 100 },
    'cursor',
    every,
  );
  // The total travels as a plain number.
  const total = raw.total as unknown;
  const list = typeof total === 'number' ? { ...raw, total: { value: total, exact: true } } : raw;
  const columns = useMemberColumns(segment, segment.kind === 'list' ? undefined : setWhy);
  const { columns: chosen, resize } = useColumns('segment-members', columns);
  const fixed = segment.kind === 'list' && can('segments.write');
  const selection = useSelection(list.rows, (row) => row.contact_id);
  const open = (member: Member) => {
    leaveTrail('contacts', {
      back: `/segments/${segment.id}`,
      ids: list.rows.map((row) => row.contact_id),
    });
    go(`/contacts/${member.contact_id}`);
  };
  const takeOut = async () => {
    const ids = [...selection.ids];
    try {
      const { removed } = await writes.members(segment.id, { remove: ids });
      selection.clear();
      refresh();
      toast.done(t('segments:removed', { count: removed }), () =>
        writes.members(segment.id, { add: ids }).then(
          () => refresh(),
          (error) => toast.failed(error),
        ),
      );
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <>
      {fixed && selection.ids.size > 0 && (
        <div className={classes.bar} role="toolbar" aria-label={t('segments:selected_bar')}>
          <strong>{t('segments:selected', { count: selection.ids.size })}</strong>
          <Button size="compact-sm" variant="default" onClick={() => void takeOut()}>
            {t('segments:take_out')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={selection.clear}>
            {t('ui:form.cancel')}
          </Button>
        </div>
      )}
      <DataTable
        label={t('segments:members_of', { name: segment.name })}
        list={list}
        columns={chosen}
        resize={resize}
        rowId={(row) => row.contact_id}
        rowName={(row) => row.name || row.email || ''}
        open={open}
        selection={fixed ? selection : undefined}
        card={(row) => <MemberCard member={row} why={segment.kind === 'list' ? undefined : setWhy} />}
        empty={
          <State
            icon={IconUsersGroup}
            title={t(
              unseen
                ? 'segments:nobody_yours'
                : segment.computing
                  ? 'segments:counting'
                  : segment.kind === 'list'
                    ? 'segments:nobody_listed'
                    : 'segments:nobody',
            )}
            actions={
              fixed && (
                <Button onClick={() => go(`/segments/${segment.id}?add=open`)}>
                  {t('segments:add.open')}
                </Button>
              )
            }
          >
            {t(
              unseen
                ? 'segments:nobody_yours_text'
                : segment.kind === 'list'
                  ? 'segments:nobody_listed_text'
                  : segment.computing
                    ? 'segments:counting_text'
                    : 'segments:nobody_text',
              {
                members: format.number(segment.members_count),
                at: segment.counted_at ? format.relative(segment.counted_at) : '',
              },
            )}
          </State>
        }
      />
      {why && (
        <Suspense>
          <WhyDrawer
            segment={segment}
            contact={{ id: why.contact_id, name: why.name }}
            onClose={() => setWhy(null)}
          />
        </Suspense>
      )}
    </>
  );
}
