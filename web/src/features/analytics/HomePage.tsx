import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Home } from '@/api/types';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useFormat, useSession } from '@/ui/session';
import { FirstSteps } from './FirstSteps';
import classes from './Home.module.css';
import { NewestContacts, RecentOrders, StatusBars } from './HomeLists';
import { Tiles } from './Tiles';
import { RevenueByMonth } from './RevenueByMonth';

const HomeNotices = lazy(() => import('./HomeNotices'));

export function HomePage() {
  const { t } = useTranslation();
  const { workspace } = useSession();
  const home = useQuery({
    queryKey: ['home'],
    queryFn: () => api.get<Home>('/api/home'),
    refetchInterval: 60_000,
  });
  const data = home.data;
  return (
    <Page title={t('app:nav.home')} heading={workspace.name}>
      {home.error && !data && <ErrorState error={home.error} retry={() => void home.refetch()} />}
      {home.isPending && <Waiting />}
      {data && (
        <Suspense fallback={null}>
          <HomeNotices home={data} />
        </Suspense>
      )}
      {data && data.contacts.total === 0 && data.orders.count_30_days === 0 && <FirstSteps />}
      {data && (data.contacts.total > 0 || data.orders.count_30_days > 0) && <Shown home={data} />}
    </Page>
  );
}

function Shown({ home }: { home: Home }) {
  return (
    <>
      <Tiles home={home} />
      <OtherCurrencies home={home} />
      <div className={classes.grid}>
        <RevenueByMonth months={home.revenue_by_month} currency={home.revenue.currency} />
        <StatusBars values={home.contacts_by_status} total={home.contacts.total} />
        <RecentOrders orders={home.recent_orders} />
        <NewestContacts contacts={home.newest_contacts} />
      </div>
    </>
  );
}

// What the sums leave out is said, not hidden.
function OtherCurrencies({ home }: { home: Home }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!home.other_currencies?.length) return null;
  const sums = format.list(home.other_currencies.map((other) => format.money(other.revenue)));
  return (
    <p className={classes.lead}>
      {t('analytics:other_currencies', {
        currency: home.revenue.currency,
        count: home.other_currencies.reduce((sum, other) => sum + other.orders, 0),
        sums,
      })}
    </p>
  );
}

function Waiting() {
  return (
    <div aria-hidden>
      <Skeleton height={92} mb="lg" radius="md" />
      <div className={classes.grid}>
        <Skeleton height={330} radius="md" />
        <Skeleton height={330} radius="md" />
        <Skeleton height={280} radius="md" />
        <Skeleton height={280} radius="md" />
      </div>
    </div>
  );
}
