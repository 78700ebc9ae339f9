import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Touch, Touches } from '@/api/types';
import { Ago, Mark } from '@/ui/marks';
import { Section } from '@/ui/Section';
import { channelName } from '@/lib/names';

// By which way the contact came the first time and the last; nothing where no visit showed it.
export default function ContactTouches({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const touches = useQuery({
    queryKey: ['contacts', 'touches', contactId],
    queryFn: () => api.get<Touches>(`/api/contacts/${contactId}/touches`),
  });
  if (!touches.data?.first) return null;
  return (
    <Section title={t('ingest:touches.title')}>
      <Row name={t('ingest:touches.first')} touch={touches.data.first} />
      {touches.data.last && touches.data.last.at !== touches.data.first.at && (
        <Row name={t('ingest:touches.last')} touch={touches.data.last} />
      )}
    </Section>
  );
}

function Row({ name, touch }: { name: string; touch: Touch }) {
  const { t } = useTranslation();
  const parts = [touch.campaign, touch.source, touch.medium, touch.referrer].filter(Boolean);
  return (
    <div style={{ padding: '4px 0' }}>
      <div className="muted">
        {name} · <Ago at={touch.at} />
      </div>
      {touch.channel && <Mark tone="info">{channelName(t, touch.channel)}</Mark>}{' '}
      <span>{[...new Set(parts)].join(' · ')}</span>
      {touch.landing && (
        <div className="muted" style={{ overflowWrap: 'anywhere' }}>
          {touch.landing}
        </div>
      )}
    </div>
  );
}
