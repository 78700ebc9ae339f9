import { IconActivity } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import { startChannels, useEngagement } from '../api';
import { ImportOrders } from '../ImportOrders';
import shared from '../Insights.module.css';
import { MeasuredPage } from '../MeasuredPage';
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
  const engagement = useEngagement();
  const job = useStartedJob(startChannels, t('reports:engagement.failed'), stale);
  return (
    <MeasuredPage
      title={t('insights:page.engagement')}
      query={engagement}
      job={job}
      measure={t('reports:engagement.count')}
    >
      {(data) => <Content engagement={data} />}
    </MeasuredPage>
  );
}

function Content({ engagement }: { engagement: Engagement }) {
  const { t } = useTranslation();
  const { bands, channels, hours } = engagement;
  const acts = (hours?.acts ?? 0) > 0 || (channels?.channels.length ?? 0) > 0;
  if (bands.length > 0 && engagement.contacts === 0 && !acts) {
    return (
      <State icon={IconActivity} title={t('reports:engagement.empty_title')} actions={<ImportOrders />}>
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
