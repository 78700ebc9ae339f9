import { SegmentedControl, Skeleton, Tabs } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Suspense, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@/api/types';
import { ContactOrders, ContactSubscriptions } from '@/features/events/widgets';
import { ContactCarts, ContactTouches, ContactVisitors } from '@/features/ingest/widgets';
import { CustomerValue, PreferencesCard } from '@/features/insights/widgets';
import { NextActionsCard } from '@/features/next_actions/widgets';
import { ContactSegments } from '@/features/segments/widgets';
import { followTrail } from '@/lib/trail';
import { Link } from '@/ui/Link';
import { Avatar } from '@/ui/marks';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { useBelow, useIdle } from '@/ui/useIdle';
import { useUrlState } from '@/ui/useUrlState';
import { contactQuery, useChangeContact } from '../api';
import { History } from '../changes/History';
import { SamePersonSection } from '../duplicates/MergedNotice';
import { CustomSection } from '../fields/CustomSection';
import { ClashHost } from '../forms/ClashHost';
import { ContactEditDrawer } from '../forms/ContactEditDrawer';
import classes from './Contact.module.css';
import { ContactActions } from './ContactActions';
import { StandingFacts, ValueFigures } from './MeaningSections';
import { StatusMenu } from './StatusMenu';
import { Composer, ContactTimeline } from './Timeline';
import { Waiting } from './Waiting';
import { ConsentSection, IdentitySection, NotesSection, OriginSection } from './WhoSections';

const cards = [
  NextActionsCard,
  CustomerValue,
  PreferencesCard,
  ContactSegments,
  ContactSubscriptions,
  Composer,
];

// Who it is, what happened, what it means: three columns, or tabs on a phone.
export function ContactPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const contact = useQuery(contactQuery(id));
  const shown = useDeferredValue(contact.data); // three columns are made in pieces, between which a click is answered
  const [editing, setEditing] = useState(false);
  const idle = useIdle();
  useEffect(() => {
    if (idle) for (const card of cards) setTimeout(card.load); // each a task of its own
  }, [idle]);
  const back = followTrail('contacts', id)?.back ?? '/contacts';
  const name = contact.data?.name || t('people:unnamed');
  if (contact.error) {
    return (
      <Page title={t('app:nav.contacts')}>
        <ErrorState error={contact.error} retry={() => void contact.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      key={id}
      title={contact.data ? name : t('ui:loading')}
      scroll={false}
      before={
        <Link to={back} aria-label={t('people:page.back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
      heading={
        <span className={classes.heading}>
          <Avatar name={contact.data?.name || '?'} size={30} />
          <span className="truncate">{contact.data ? name : t('ui:loading')}</span>
        </span>
      }
      count={contact.data && <StatusMenu contact={contact.data} />}
      actions={contact.data && <ContactActions contact={contact.data} onEdit={() => setEditing(true)} />}
    >
      {shown ? <Columns contact={shown} /> : <Waiting />}
      {editing && contact.data && (
        <ContactEditDrawer contact={contact.data} onClose={() => setEditing(false)} />
      )}
      <ClashHost />
    </Page>
  );
}

function Columns({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const can = useCan();
  const [search, set] = useUrlState();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const change = useChangeContact();
  const past = search.past === 'history' ? 'history' : 'timeline';
  const below = useBelow();
  const who = (
    <>
      <IdentitySection contact={contact} />
      <SamePersonSection contact={contact} />
      <CustomSection
        object="contact"
        record={contact}
        save={can('contacts.write') ? (changes) => change.mutateAsync({ contact, changes }) : undefined}
      />
      <ConsentSection contact={contact} />
      <NotesSection contact={contact} />
      <OriginSection contact={contact} />
      <Suspense fallback={null}>
        <ContactTouches contactId={contact.id} />
      </Suspense>
      <ContactVisitors contactId={contact.id} />
    </>
  );
  const meaning = (
    // All at once: a card that came by itself would move those below it.
    <Suspense fallback={<Skeleton height={600} m="md" aria-hidden />}>
      <NextActionsCard contactId={contact.id} />
      <CustomerValue
        contactId={contact.id}
        figures={<ValueFigures contact={contact} />}
        facts={<StandingFacts contact={contact} />}
      />
      {below && (
        <>
          <PreferencesCard contactId={contact.id} />
          {can('segments.read') && <ContactSegments contactId={contact.id} name={contact.name} />}
          {can('subscriptions.read') && <ContactSubscriptions contactId={contact.id} />}
          {can('orders.read') && <ContactCarts contactId={contact.id} />}
          {can('orders.read') && <ContactOrders contactId={contact.id} limit={8} />}
        </>
      )}
    </Suspense>
  );
  if (!phone) {
    return (
      <div className={classes.columns}>
        <div className={classes.column} tabIndex={0} role="region" aria-label={t('people:page.who')}>
          {who}
        </div>
        <div className={classes.column} tabIndex={0} role="region" aria-label={t('people:page.what')}>
          <SegmentedControl
            size="xs"
            m="sm"
            aria-label={t('people:page.what')}
            value={past}
            onChange={(value) => set({ past: value === 'timeline' ? undefined : value })}
            data={[
              { value: 'timeline', label: t('people:page.timeline') },
              { value: 'history', label: t('people:history.title') },
            ]}
          />
          {past === 'history' ? <History contact={contact} /> : <ContactTimeline contactId={contact.id} />}
        </div>
        <div className={classes.column} tabIndex={0} role="region" aria-label={t('people:page.meaning')}>
          {meaning}
        </div>
      </div>
    );
  }
  return (
    <Tabs
      className={classes.tabs}
      value={search.tab ?? 'what'}
      onChange={(tab) => set({ tab: tab === 'what' || !tab ? undefined : tab })}
    >
      <Tabs.List grow>
        <Tabs.Tab value="who">{t('people:page.who')}</Tabs.Tab>
        <Tabs.Tab value="what">{t('people:page.what')}</Tabs.Tab>
        <Tabs.Tab value="meaning">{t('people:page.meaning')}</Tabs.Tab>
        <Tabs.Tab value="history">{t('people:history.title')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="who" className={classes.panel}>
        {who}
      </Tabs.Panel>
      <Tabs.Panel value="what" className={classes.panel}>
        <ContactTimeline contactId={contact.id} />
      </Tabs.Panel>
      <Tabs.Panel value="meaning" className={classes.panel}>
        {meaning}
      </Tabs.Panel>
      <Tabs.Panel value="history" className={classes.panel}>
        <History contact={contact} />
      </Tabs.Panel>
    </Tabs>
  );
}
