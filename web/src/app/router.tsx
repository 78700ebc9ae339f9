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

// The shell shows a page only to those who hold its permission.
const page = (
  path: string,
  load: () => Promise<Record<string, unknown>>,
  name: string,
  permission?: string,
) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    staticData: { permission, load },
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
    page('/contacts', people, 'ContactsPage', 'contacts.read'),
    page('/contacts/trash', people, 'TrashPage', 'contacts.delete'),
    page('/contacts/$id', people, 'ContactPage', 'contacts.read'),
    page('/contacts/$id/merge/$other', people, 'MergePage', 'contacts.read'),
    page('/exports', people, 'ExportsPage', 'contacts.export'),
    page('/duplicates', people, 'DuplicatesPage', 'contacts.read'),
    page('/companies', people, 'CompaniesPage', 'companies.read'),
    page('/companies/$id', people, 'CompanyPage', 'companies.read'),
    page('/segments', segments, 'SegmentsPage', 'segments.read'),
    page('/segments/create', segmentBuilder, 'CreateSegmentPage', 'segments.read'),
    page('/segments/$id', segments, 'SegmentPage', 'segments.read'),
    page('/segments/$id/edit', segmentBuilder, 'EditSegmentPage', 'segments.read'),
    page('/insights', insights, 'CustomerBasePage', 'insights.read'),
    page('/insights/churn', insights, 'AtRiskPage', 'insights.read'),
    page('/insights/cohorts', insights, 'CohortsPage', 'insights.read'),
    page('/insights/engagement', insights, 'EngagementPage', 'insights.read'),
    page('/insights/segments', insights, 'SegmentComparisonPage', 'insights.read'),
    page('/insights/accuracy', insights, 'AccuracyPage', 'insights.read'),
    page('/insights/model', insights, 'ModelPage', 'insights.read'),
    page('/insights/next-actions', nextActions, 'ReportPage', 'insights.read'),
    page('/next-actions', nextActions, 'NextActionsPage'),
    page('/insights/scores', scores, 'ScoresPage', 'insights.read'),
    page('/insights/scores/create', scoreEditor, 'CreateScorePage', 'insights.read'),
    page('/insights/scores/$id', scores, 'ScorePage', 'insights.read'),
    page('/insights/scores/$id/edit', scoreEditor, 'EditScorePage', 'insights.read'),
    page('/orders', events, 'OrdersPage', 'orders.read'),
    page('/orders/$id', events, 'OrderPage', 'orders.read'),
    page('/products', events, 'ProductsPage', 'products.read'),
    page('/events', ingest, 'EventsPage', 'events.read'),
    page('/imports', imports, 'ImportsPage'),
    page('/imports/$id', imports, 'ImportPage'),
    page('/settings', access, 'SettingsPage'),
    page('/settings/$section', access, 'SettingsPage'),
    createRoute({ getParentRoute: () => shell, path: '/$', component: NotFound }),
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
  // What the first page needs is asked for at once, and not one after the other: who is here, and its code.
  const load = router.matchRoutes(router.latestLocation).at(-1)?.staticData.load;
  if (load) {
    void queries.prefetchQuery(sessionQuery);
    void load();
  }
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
