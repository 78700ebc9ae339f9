import { Button, Skeleton } from '@mantine/core';
import { IconActivity, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { ErrorState, State } from '@/ui/States';
import { useCan, useFormat } from '@/ui/session';
import { startChannels, useEngagement } from '../api';
import { InsightTabs } from '../InsightTabs';
import shared from '../Insights.module.css';
import type { Engagement } from '../types';
import { useStartedJob } from '../useStartedJob';
import { atLeast } from './bands';
import { BusiestHours } from './BusiestHours';
import { Channels } from './Channels';
import { Distribution } from './Distribution';

const stale = [['insights', 'engagement']];

// How people take part: how much, by which channel, when.
export function EngagementPage() {
  const { t } = useTranslation();
  const can = useCan();
  const engagement = useEngagement();
  const count = useStartedJob(startChannels, t('reports:engagement.failed'), stale);
  return (
    <Page
      title={t('insights:page.engagement')}
      scroll={false}
      actions={
        can('insights.fit') && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={count.running}
            onClick={count.run}
          >
            {t('reports:engagement.count')}
          </Button>
        )
      }
    >
      <InsightTabs />
      <div className={shared.panel} tabIndex={0} role="region" aria-label={t('insights:page.engagement')}>
        {engagement.isPending && <Skeleton height={320} aria-hidden />}
        {engagement.error && !engagement.data && (
          <ErrorState error={engagement.error} retry={() => void engagement.refetch()} />
        )}
        {engagement.data && <Content engagement={engagement.data} />}
      </div>
    </Page>
  );
}

function Content({ engagement }: { engagement: Engagement }) {
  const { t } = useTranslation();
  const { bands, channels, hours } = engagement;
  const acts = (hours?.acts ?? 0) > 0 || (channels?.channels.length ?? 0) > 0;
  if (bands.length > 0 && engagement.contacts === 0 && !acts) {
    return (
      <State icon={IconActivity} title={t('reports:engagement.empty_title')}>
        {t('reports:engagement.empty_text')}
      </State>
    );
  }
  return (
    <>
      <Tiles engagement={engagement} />
      <div className={shared.charts}>
        {bands.length > 0 ? (
          <Distribution engagement={engagement} />
        ) : (
          <p className="muted" role="status">
            {t('reports:engagement.reading')}
          </p>
        )}
        <BusiestHours hours={hours} />
        <div className={shared.wide}>
          <Channels report={channels} />
        </div>
      </div>
    </>
  );
}

function Tiles({ engagement }: { engagement: Engagement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bands, contacts } = engagement;
  if (!bands.length) return null;
  const share = (count: number) => (contacts ? format.percent(count / contacts) : '–');
  const [some, many] = [atLeast(bands, 1), atLeast(bands, 50)];
  return (
    <dl className={shared.tiles}>
      <div>
        <dt>{t('reports:engagement.contacts')}</dt>
        <dd>{format.number(contacts)}</dd>
      </div>
      <div>
        <dt>{t('reports:engagement.some')}</dt>
        <dd>{format.number(some)}</dd>
        <dd className={shared.note}>{share(some)}</dd>
      </div>
      <div>
        <dt>{t('reports:engagement.many')}</dt>
        <dd>{format.number(many)}</dd>
        <dd className={shared.note}>{share(many)}</dd>
      </div>
    </dl>
  );
}
