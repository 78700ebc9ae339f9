import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { useCohorts, useSegmentNames } from '../api';
import { ImportOrders } from '../ImportOrders';
import { InsightTabs } from '../InsightTabs';
import shared from '../Insights.module.css';
import { AverageCurve } from './AverageCurve';
import classes from './Cohorts.module.css';
import { CohortTable } from './CohortTable';
import { anybody, asSpan, asUnit, type Measure, spans, units } from './cohorts';
import { channelName } from '@/lib/names';

// Who came when, who came back, and what they have brought since.
export function CohortsPage() {
  const { t } = useTranslation();
  const [search] = useUrlState();
  const unit = asUnit(search.unit);
  const periods = asSpan(unit, search.span);
  const measure: Measure = search.measure === 'revenue' ? 'revenue' : 'share';
  const asked = { unit, periods, channel: search.channel, segment_id: search.segment };
  const cohorts = useCohorts(asked);
  const filtered = Boolean(search.channel || search.segment);
  return (
    <Page title={t('insights:page.cohorts')} scroll={false}>
      <InsightTabs />
      <div className={shared.panel} tabIndex={0} role="region" aria-label={t('insights:page.cohorts')}>
        <Controls measure={measure} channels={cohorts.data?.channels ?? []} />
        {cohorts.isPending && <Skeleton height={320} aria-hidden />}
        {cohorts.error && !cohorts.data && (
          <ErrorState error={cohorts.error} retry={() => void cohorts.refetch()} />
        )}
        {cohorts.data && !anybody(cohorts.data.cohorts) && (
          <State
            icon={IconTable}
            title={t('reports:cohorts.empty_title')}
            actions={!filtered && <ImportOrders />}
          >
            {t(filtered ? 'reports:cohorts.empty_filtered' : 'reports:cohorts.empty_text')}
          </State>
        )}
        {cohorts.data && anybody(cohorts.data.cohorts) && (
          <div className={shared.charts}>
            <div className={shared.wide}>
              <CohortTable cohorts={cohorts.data} measure={measure} />
            </div>
            <div className={shared.wide}>
              <AverageCurve cohorts={cohorts.data} measure={measure} />
            </div>
          </div>
        )}
      </div>
    </Page>
  );
}

function Controls({ measure, channels }: { measure: Measure; channels: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const segments = useSegmentNames();
  const unit = asUnit(search.unit);
  const known = search.channel && !channels.includes(search.channel) ? [search.channel] : [];
  return (
    <div className={classes.controls}>
      <SegmentedControl
        size="xs"
        aria-label={t('reports:cohorts.measure')}
        value={measure}
        onChange={(value) => set({ measure: value === 'revenue' ? value : undefined })}
        data={(['share', 'revenue'] as const).map((value) => ({
          value,
          label: t(`reports:cohorts.by.${value}`),
        }))}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('reports:cohorts.units')}
        value={unit}
        onChange={(value) => set({ unit: value === 'month' ? undefined : value, span: undefined })}
        data={units.map((value) => ({ value, label: t(`reports:cohorts.unit.${value}`) }))}
      />
      <Select
        size="xs"
        w={130}
        aria-label={t('reports:cohorts.span')}
        allowDeselect={false}
        value={String(asSpan(unit, search.span))}
        onChange={(value) => set({ span: value ?? undefined })}
        data={spans[unit].map((value) => ({
          value: String(value),
          label: t(`reports:cohorts.last.${unit}`, { count: value, number: format.number(value) }),
        }))}
      />
      {(channels.length > 0 || search.channel) && (
        <Select
          size="xs"
          w={190}
          clearable
          searchable
          aria-label={t('reports:cohorts.channel')}
          placeholder={t('reports:cohorts.all_channels')}
          value={search.channel ?? null}
          onChange={(value) => set({ channel: value ?? undefined })}
          data={[...channels, ...known].map((value) => ({ value, label: channelName(t, value) }))}
          nothingFoundMessage={t('reports:none_found')}
        />
      )}
      <Select
        size="xs"
        w={210}
        clearable
        searchable
        aria-label={t('reports:cohorts.segment')}
        placeholder={t('reports:cohorts.all_customers')}
        value={search.segment ?? null}
        onChange={(value) => set({ segment: value ?? undefined })}
        data={segments.map((one) => ({ value: one.id, label: one.name }))}
        nothingFoundMessage={t('reports:none_found')}
      />
    </div>
  );
}
