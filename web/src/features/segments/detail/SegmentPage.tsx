import { Skeleton, Tabs } from '@mantine/core';
import { IconArrowLeft, IconPencil, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '@/ui/ActionButton';
import { Link, useGo } from '@/ui/Link';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { useCommands } from '@/ui/useCommands';
import { useUrlState } from '@/ui/useUrlState';
import { segmentQuery } from '../api';
import { SegmentMarks } from '../SegmentMarks';
import { SegmentMenu } from '../SegmentMenu';
import { AboutTab } from './AboutTab';
import classes from './Detail.module.css';
import { MembersTab } from './MembersTab';
import { Tiles } from './Tiles';
import { useLiveSegment } from './useLiveSegment';

const GrowthTab = lazy(() => import('./GrowthTab'));
const CompareTab = lazy(() => import('./CompareTab'));
const AddMembers = lazy(() => import('./AddMembers'));

const tabs = ['members', 'growth', 'compare', 'about'] as const;

// One segment: who is in it, how it grew, how it lies to others, and what it says.
export function SegmentPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const go = useGo();
  const can = useCan();
  const [search, set] = useUrlState();
  const every = useLiveSegment(id);
  const query = useQuery({
    ...segmentQuery(id),
    // The first count comes while one looks, and where nobody tells it is looked for.
    refetchInterval: (now) => (now.state.data?.computing ? 1_000 : (every ?? false)),
  });
  const segment = query.data;
  const list = segment?.kind === 'list';
  const may = can('segments.write');
  useCommands(
    segment && may && !list
      ? [
          {
            id: 'segments.edit',
            title: t('segments:edit'),
            group: 'here',
            keys: 'e',
            run: () => go(`/segments/${id}/edit`),
          },
        ]
      : [],
  );
  if (query.error && !segment) {
    return (
      <Page title={t('app:nav.segments')}>
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </Page>
    );
  }
  const tab = tabs.find((known) => known === search.tab) ?? 'members';
  return (
    <Page
      key={id}
      title={segment?.name ?? t('ui:loading')}
      scroll={false}
      before={
        <Link to="/segments" aria-label={t('segments:back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} aria-hidden />
        </Link>
      }
      count={
        segment && (
          <span className={classes.count}>
            <Mark>{t(`segments:kind.${segment.kind}`)}</Mark> <SegmentMarks segment={segment} />
          </span>
        )
      }
      actions={
        segment && (
          <>
            {may && list && (
              <ActionButton
                icon={IconUserPlus}
                label={t('segments:add.open')}
                onClick={() => set({ add: 'open' })}
              />
            )}
            {may && !list && (
              <ActionButton
                icon={IconPencil}
                label={t('segments:edit')}
                onClick={() => go(`/segments/${id}/edit`)}
              />
            )}
            <SegmentMenu segment={segment} left={() => go('/segments')} />
          </>
        )
      }
    >
      {!segment && <Skeleton height={90} m={20} />}
      {segment && (
        <>
          <Tiles segment={segment} />
          <Tabs
            className={classes.tabs}
            value={tab}
            onChange={(next) => set({ tab: next === 'members' ? undefined : (next ?? undefined) })}
            keepMounted={false}
          >
            <Tabs.List>
              {tabs.map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {t(`segments:tab.${name}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="members" className={classes.fixed}>
              <MembersTab segment={segment} every={every} />
            </Tabs.Panel>
            <Tabs.Panel value="growth" className={classes.panel} tabIndex={0}>
              <Suspense fallback={<Skeleton height={260} />}>
                <GrowthTab segment={segment} />
              </Suspense>
            </Tabs.Panel>
            <Tabs.Panel value="compare" className={classes.panel} tabIndex={0}>
              <Suspense fallback={<Skeleton height={260} />}>
                <CompareTab segment={segment} />
              </Suspense>
            </Tabs.Panel>
            <Tabs.Panel value="about" className={classes.panel} tabIndex={0}>
              <AboutTab segment={segment} />
            </Tabs.Panel>
          </Tabs>
          {search.add && list && may && (
            <Suspense>
              <AddMembers segment={segment} onClose={() => set({ add: undefined })} />
            </Suspense>
          )}
        </>
      )}
    </Page>
  );
}
