import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Section } from '@/ui/Section';
import { useFormat } from '@/ui/session';
import { useContactSegments } from './api';
import classes from './Contact.module.css';
import type { ContactSegment } from './types';

const WhyDrawer = lazy(() => import('./explain/WhyDrawer'));

// The segments somebody is in, since when, and why.
export default function ContactSegments({ contactId, name }: { contactId: string; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useContactSegments(contactId);
  const [asked, setAsked] = useState<ContactSegment | null>(null);
  if (!answer.data) return null;
  return (
    <Section title={t('segments:contact.title')}>
      {!answer.data.length && <p className="muted">{t('segments:contact.none')}</p>}
      <ul className={classes.list}>
        {answer.data.map((item) => (
          <li key={item.segment_id} className={classes.item}>
            <span className={classes.name}>
              <Link to={`/segments/${item.segment_id}`} className="record-link">
                {item.name}
              </Link>
              <time className="muted" dateTime={item.since} title={format.dateTime(item.since)}>
                {t('segments:since', { date: format.date(item.since) })}
              </time>
            </span>
            {item.kind !== 'list' && (
              <button
                type="button"
                className={classes.why}
                aria-label={t('segments:why.ask_name', { name: item.name })}
                onClick={() => setAsked(item)}
              >
                {t('segments:why.ask')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <Suspense>
          <WhyDrawer
            segment={{ id: asked.segment_id, name: asked.name }}
            contact={{ id: contactId, name }}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </Section>
  );
}
