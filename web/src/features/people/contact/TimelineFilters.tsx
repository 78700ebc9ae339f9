import { CloseButton, Select } from '@mantine/core';
import { Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { FactConditions } from '@/features/segments/widgets';
import { listOf, toggled } from '@/lib/search';
import { SearchField } from '@/ui/filters/SearchField';
import { useUrlState } from '@/ui/useUrlState';
import classes from './Contact.module.css';

export const kinds = ['orders', 'subscriptions', 'messages', 'activities', 'website', 'record'] as const;
const channels = ['website', 'mobile', 'email', 'sms', 'zalo', 'phone', 'in_store'] as const;

const nothing = () => {};

export interface TimelineChoice {
  kind?: string;
  channel?: string;
  search?: string;
  filter?: string;
}

// What of the timeline is shown, as the address says it.
export function useTimelineChoice(): TimelineChoice {
  const [search] = useUrlState();
  return { kind: search.kind, channel: search.channel, search: search.find, filter: search.where };
}

export function TimelineFilters({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const [search, set] = useUrlState();
  const chosen = listOf(search.kind);
  const find = useCallback((text: string) => set({ find: text.trim() || undefined }), [set]);
  const narrow = useCallback((where: string | undefined) => set({ where }), [set]);
  return (
    <div className={classes.filters} role="group" aria-label={t('people:timeline.filter')}>
      <div className={classes.find}>
        <SearchField
          placeholder={t('people:timeline.search')}
          value={search.find ?? ''}
          onChange={find}
          onErase={nothing}
        />
        <Select
          size="sm"
          w={170}
          aria-label={t('people:timeline.channel')}
          placeholder={t('people:timeline.all_channels')}
          data={channels.map((value) => ({ value, label: t(`people:timeline.channel_name.${value}`) }))}
          value={search.channel ?? null}
          onChange={(channel) => set({ channel: channel ?? undefined })}
          clearable
        />
      </div>
      <button
        type="button"
        className={classes.filter}
        aria-pressed={!chosen.length}
        onClick={() => set({ kind: undefined })}
      >
        {t('people:timeline.group.all')}
      </button>
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          className={classes.filter}
          aria-pressed={chosen.includes(kind)}
          onClick={() => set({ kind: toggled(search.kind, kind) })}
        >
          {t(`people:timeline.group.${kind}`)}
        </button>
      ))}
      <Suspense fallback={null}>
        <FactConditions filter={search.where} onChange={narrow} error={error} />
      </Suspense>
      {(search.find || search.channel || search.kind || search.where) && (
        <CloseButton
          size="sm"
          aria-label={t('people:timeline.clear')}
          title={t('people:timeline.clear')}
          onClick={() => set({ find: undefined, channel: undefined, kind: undefined, where: undefined })}
        />
      )}
    </div>
  );
}
