import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '@/features/access/widgets';
import { commands } from '@/lib/commands';
import { bindKeyboard } from '@/lib/keyboard';
import { Page } from '@/ui/Page';
import { NoPermission } from '@/ui/States';
import { SessionProvider, useCan } from '@/ui/session';
import { Header } from './Header';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { useAppCommands } from './useAppCommands';
import { usePersonalChoices } from './usePersonalChoices';

const Palette = lazy(() => import('./Palette'));
const ShortcutSheet = lazy(() => import('./ShortcutSheet'));

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    permission?: string;
    load?: () => Promise<unknown>;
  }
}

export type Overlay = 'palette' | 'shortcuts' | 'navigation' | null;

export function Shell() {
  const session = useQuery(sessionQuery);
  if (!session.data) return null;
  return (
    <SessionProvider session={session.data}>
      <Frame />
    </SessionProvider>
  );
}

function Frame() {
  const { t } = useTranslation();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const can = useCan();
  const needed = useRouterState({ select: (state) => state.matches.at(-1)?.staticData.permission });
  const denied = needed !== undefined && !can(needed);
  const close = () => setOverlay(null);
  usePersonalChoices();
  useAppCommands(setOverlay);
  useEffect(() => bindKeyboard(commands, document), []);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('app:skip')}
      </a>
      <Navigation />
      <div className={classes.main}>
        <Header onOverlay={setOverlay} />
        <main className={classes.content} id="content" tabIndex={-1}>
          <Suspense fallback={null}>{denied ? <Denied /> : <Outlet />}</Suspense>
        </main>
      </div>
      <Drawer
        opened={overlay === 'navigation'}
        onClose={close}
        size={264}
        title={t('app:nav.label')}
        padding="xs"
      >
        <Navigation onGo={close} />
      </Drawer>
      <Suspense fallback={null}>
        {overlay === 'palette' && <Palette onClose={close} />}
        {overlay === 'shortcuts' && <ShortcutSheet onClose={close} />}
      </Suspense>
    </div>
  );
}

function Denied() {
  const { t } = useTranslation();
  return (
    <Page title={t('ui:forbidden.title')}>
      <NoPermission />
    </Page>
  );
}
