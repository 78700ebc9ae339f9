// Who is signed in, what they may do, and how their figures and dates are written.
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '@/api/types';
import { createFormat, type Format } from '@/lib/format';

const SessionContext = createContext<Session | null>(null);
const FormatContext = createContext<Format>(createFormat('en', 'UTC', 'EUR'));

export function SessionProvider({ session, children }: { session: Session | null; children: ReactNode }) {
  const { i18n } = useTranslation();
  const { timezone = 'UTC', currency = 'EUR' } = session?.workspace ?? {};
  const format = useMemo(
    () => createFormat(i18n.language, timezone, currency),
    [i18n.language, timezone, currency],
  );
  return (
    <SessionContext.Provider value={session}>
      <FormatContext.Provider value={format}>{children}</FormatContext.Provider>
    </SessionContext.Provider>
  );
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('This part needs a signed-in person.');
  return session;
}

export function useCan(): (permission: string) => boolean {
  const session = useContext(SessionContext);
  return (permission) => session?.permissions.includes(permission) ?? false;
}

// Whether lists show only records of one's own or one's team.
export function useSeesPart(): boolean {
  return useContext(SessionContext)?.user.scope !== 'all';
}

export function useFormat(): Format {
  return useContext(FormatContext);
}
