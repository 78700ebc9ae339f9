import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Mark } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { useFormat } from '@/ui/session';
import { useUrlState } from '@/ui/useUrlState';
import { useSources } from './api';
import { LiveTab } from './LiveTab';
import { NamesTab } from './NamesTab';
import { QuarantineTab } from './QuarantineTab';
import { SourcesTab } from './SourcesTab';

const tabs = ['live', 'names', 'quarantine', 'sources'] as const;

// What comes in from outside: as it arrives, under which names, from where, and what could not be taken.
export function EventsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set] = useUrlState();
  const sources = useSources();
  const waiting = sources.data?.items.reduce((sum, source) => sum + source.quarantined_open, 0) ?? 0;
  const tab = tabs.find((known) => known === search.tab) ?? 'live';
  return (
    <Page title={t('app:nav.events')}>
      <Tabs
        value={tab}
        onChange={(next) =>
          set({ tab: next === 'live' ? undefined : (next ?? undefined), search: undefined })
        }
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              rightSection={
                name === 'quarantine' && waiting > 0 ? (
                  <Mark tone="warn">{format.number(waiting)}</Mark>
                ) : undefined
              }
            >
              {t(`ingest:tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="live">
          <LiveTab sources={sources.data?.items ?? []} />
        </Tabs.Panel>
        <Tabs.Panel value="names">
          <NamesTab />
        </Tabs.Panel>
        <Tabs.Panel value="quarantine">
          <QuarantineTab />
        </Tabs.Panel>
        <Tabs.Panel value="sources">
          <SourcesTab sources={sources} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
