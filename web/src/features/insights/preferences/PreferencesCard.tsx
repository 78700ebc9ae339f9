import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Preferences } from '@/api/types';
import { Section } from '@/ui/Section';
import { ErrorState } from '@/ui/States';
import { isMissing } from '../api';
import classes from '../contact/Value.module.css';
import { Categories, Channel, Discounts, Stores, Timing } from './Lines';
import { SendTime } from './SendTime';

// How somebody likes to be met, and when: read from what they did.
export default function PreferencesCard({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const answer = useQuery({
    queryKey: ['contacts', 'preferences', contactId],
    queryFn: ({ signal }) =>
      api.get<Preferences>(`/api/contacts/${contactId}/preferences`, undefined, signal),
  });
  const title = t('preferences:title');
  if (answer.isPending) {
    return (
      <Section title={title}>
        <Skeleton height={180} aria-hidden />
      </Section>
    );
  }
  if (!answer.data) {
    return isMissing(answer.error) ? null : (
      <Section title={title}>
        <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />
      </Section>
    );
  }
  const { channel, categories, stores, price, timing, send_time } = answer.data;
  const nothing = channel.acts === 0 && price.orders === 0;
  return (
    <Section title={title}>
      {nothing && <p className={classes.kind}>{t('preferences:nothing')}</p>}
      <div className={classes.rows}>
        {channel.acts > 0 && <Channel channel={channel} />}
        {categories.length > 0 && <Categories categories={categories} />}
        {stores.length > 0 && <Stores stores={stores} orders={price.orders} />}
        {price.orders > 0 && <Discounts price={price} />}
        {timing.orders > 0 && <Timing timing={timing} />}
      </div>
      {!nothing && price.orders === 0 && <p className={classes.kind}>{t('preferences:no_orders')}</p>}
      <SendTime sendTime={send_time} timezone={answer.data.timezone} of={answer.data.timezone_of} />
    </Section>
  );
}
