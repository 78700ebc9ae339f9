import { Button, MultiSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Migration } from '@/features/segments/widgets';
import { listOf } from '@/lib/search';
import { useGo } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { useSegmentComparison } from '../api';
import { InsightTabs } from '../InsightTabs';
import shared from '../Insights.module.css';
import type { SegmentFigures } from '../types';
import { ComparisonTable } from './ComparisonTable';
import { asPeriod, periods } from './compare';

const mostShown = 8;

// How segments do beside each other, and who went from one to another.
export function SegmentComparisonPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const [search, set] = useUrlState();
  const days = asPeriod(search.days);
  const comparison = useSegmentComparison(days);
  const items = comparison.data?.items ?? [];
  return (
    <Page title={t('insights:page.segments')} scroll={false}>
      <InsightTabs />
      <div className={shared.panel} tabIndex={0} role="region" aria-label={t('insights:page.segments')}>
        {comparison.isPending && <Skeleton height={320} aria-hidden />}
        {comparison.error && !comparison.data && (
          <ErrorState error={comparison.error} retry={() => void comparison.refetch()} />
        )}
        {comparison.data && items.length === 0 && (
          <State
            icon={IconUsersGroup}
            title={t('reports:segments.empty_title')}
            actions={
              <Button variant="default" onClick={() => go('/segments')}>
                {t('app:nav.segments')}
              </Button>
            }
          >
            {t('reports:segments.empty_text')}
          </State>
        )}
        {comparison.data && items.length > 0 && (
          <div className={shared.charts}>
            <div className={shared.wide}>
              <ComparisonTable
                comparison={comparison.data}
                controls={
                  <SegmentedControl
                    size="xs"
                    aria-label={t('reports:segments.period')}
                    value={String(days)}
                    onChange={(value) => set({ days: value === '90' ? undefined : value })}
                    data={periods.map((one) => ({
                      value: String(one),
                      label: t('reports:segments.days', { days: format.number(one) }),
                    }))}
                  />
                }
              />
            </div>
            {items.length > 1 && (
              <div className={shared.wide}>
                <Moves items={items} />
              </div>
            )}
          </div>
        )}
      </div>
    </Page>
  );
}

// Whoever is in several of the segments counts in the first that is named.
function Moves({ items }: { items: SegmentFigures[] }) {
  const { t } = useTranslation();
  const [search, set] = useUrlState();
  const names = new Map(items.map((one) => [one.segment_id, one.name]));
  const chosen = listOf(search.among).filter((id) => names.has(id));
  const ids = chosen.length ? chosen : items.slice(0, 5).map((one) => one.segment_id);
  return (
    <Suspense fallback={<Skeleton height={260} aria-hidden />}>
      <Migration
        ids={ids}
        names={names}
        picker={
          <MultiSelect
            size="xs"
            w={460}
            maw="100%"
            aria-label={t('reports:segments.among')}
            data={items.map((one) => ({ value: one.segment_id, label: one.name }))}
            value={ids}
            maxValues={mostShown}
            onChange={(value) => set({ among: value.join(',') || undefined })}
            searchable
            nothingFoundMessage={t('reports:none_found')}
          />
        }
      />
    </Suspense>
  );
}
