import { lazy, Suspense, useSyncExternalStore } from 'react';
import { clashes } from './clash';

const StaleDialog = lazy(() => import('./StaleDialog'));

// Stands once on each page where contacts are changed.
export function ClashHost() {
  const clash = useSyncExternalStore(clashes.subscribe, clashes.first);
  if (!clash) return null;
  return (
    <Suspense fallback={null}>
      <StaleDialog key={`${clash.contact.id} ${clash.current.version}`} clash={clash} />
    </Suspense>
  );
}
