import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '@/features/access/widgets';
import { commands } from '@/lib/commands';
import { bindKeyboard } from '@/lib/keyboard';
import { SessionProvider } from '@/ui/session';
import { Header } from './Header';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { useAppCommands } from './useAppCommands';
import { usePersonalChoices } from './usePersonalChoices';

const Palette = lazy(() => import('./Palette'));
const ShortcutSheet = lazy(() => import('./ShortcutSheet'));

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
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
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
