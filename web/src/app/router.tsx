// All pages and their paths. A page's code is loaded when it is first wanted, or hovered.
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ApiError, whenSignedOut } from '@/api/client';
import { basePath } from '@/lib/base';
import { parseSearch, renderSearch, type Search } from '@/lib/search';
import { ErrorState } from '@/ui/States';
import { withTexts } from './i18n';
import { NotFound } from './NotFound';
import { Shell } from './Shell';
import { sessionQuery, setupQuery } from '@/features/access/widgets';

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => <ErrorState error={error} retry={() => window.location.reload()} />,
  validateSearch: (search) => search as Search,
});

const open = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent((() => withTexts(load)) as never, name as never),
  });

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      const setup = await context.queries.ensureQueryData(setupQuery).catch(() => null);
      if (setup?.needs_administrator) throw redirect({ to: '/setup' });
      const next = location.href === '/' ? undefined : location.href;
      throw redirect({ to: '/sign-in', search: { next } as never });
    }
  },
});

const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component: lazyRouteComponent((() => withTexts(load)) as never, name as never),
  });

const people = () => import('@/features/people/pages');
const segments = () => import('@/features/segments/pages');
const segmentBuilder = () => import('@/features/segments/builderPages');
const events = () => import('@/features/events/pages');
const ingest = () => import('@/features/ingest/pages');
const imports = () => import('@/features/imports/pages');
const nextActions = () => import('@/features/next_actions/pages');
const insights = () => import('@/features/insights/pages');
const scores = () => import('@/features/insights/scoresPages');
const scoreEditor = () => import('@/features/insights/scoreEditorPages');
const access = () => import('@/features/access/pages');
const analytics = () => import('@/features/analytics/pages');
const signIn = () => import('@/features/access/signIn');

const tree = root.addChildren([
  open('/sign-in', signIn, 'SignInPage'),
  open('/setup', signIn, 'SetupPage'),
  open('/set-password', signIn, 'InvitationPage'),
  shell.addChildren([
    page('/', analytics, 'HomePage'),
    page('/contacts', people, 'ContactsPage'),
    page('/contacts/trash', people, 'TrashPage'),
    page('/contacts/$id', people, 'ContactPage'),
    page('/contacts/$id/merge/$other', people, 'MergePage'),
    page('/exports', people, 'ExportsPage'),
    page('/duplicates', people, 'DuplicatesPage'),
    page('/companies', people, 'CompaniesPage'),
    page('/companies/$id', people, 'CompanyPage'),
    page('/segments', segments, 'SegmentsPage'),
    page('/segments/create', segmentBuilder, 'CreateSegmentPage'),
    page('/segments/$id', segments, 'SegmentPage'),
    page('/segments/$id/edit', segmentBuilder, 'EditSegmentPage'),
    page('/insights', insights, 'CustomerBasePage'),
    page('/insights/churn', insights, 'AtRiskPage'),
    page('/insights/cohorts', insights, 'CohortsPage'),
    page('/insights/engagement', insights, 'EngagementPage'),
    page('/insights/segments', insights, 'SegmentComparisonPage'),
    page('/insights/accuracy', insights, 'AccuracyPage'),
    page('/insights/model', insights, 'ModelPage'),
    page('/insights/next-actions', nextActions, 'ReportPage'),
    page('/next-actions', nextActions, 'NextActionsPage'),
    page('/insights/scores', scores, 'ScoresPage'),
    page('/insights/scores/create', scoreEditor, 'CreateScorePage'),
    page('/insights/scores/$id', scores, 'ScorePage'),
    page('/insights/scores/$id/edit', scoreEditor, 'EditScorePage'),
    page('/orders', events, 'OrdersPage'),
    page('/orders/$id', events, 'OrderPage'),
    page('/products', events, 'ProductsPage'),
    page('/events', ingest, 'EventsPage'),
    page('/imports', imports, 'ImportsPage'),
    page('/imports/$id', imports, 'ImportPage'),
    page('/settings', access, 'SettingsPage'),
    page('/settings/$section', access, 'SettingsPage'),
  ]),
]);

export function createAppRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    basepath: basePath() || '/',
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
    parseSearch,
    stringifySearch: renderSearch,
  });
  whenSignedOut(() => {
    if (!queries.getQueryData(sessionQuery.queryKey)) return;
    queries.clear();
    void router.navigate({
      to: '/sign-in',
      search: { next: router.state.location.href, ended: '1' } as never,
    });
  });
  return router;
}
