// The open page of a contact is told at once what happens. Gives how often it has to look by itself: never while the
// stream stands, each second when there is none.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { basePath } from '@/lib/base';

const often = 1_000;
const again = 30_000; // until a stream that was refused is tried anew

export function useLive(contactId: string, wanted: boolean): number | undefined {
  const queries = useQueryClient();
  const [standing, setStanding] = useState(false);
  useEffect(() => {
    if (!wanted || typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = '';
    const refresh = () => {
      void queries.invalidateQueries({ queryKey: ['timeline'] });
      void queries.invalidateQueries({ queryKey: ['contacts', 'one', contactId] });
      for (const key of ['subscriptions', 'touches'])
        void queries.invalidateQueries({ queryKey: ['contacts', key, contactId] });
      void queries.invalidateQueries({ queryKey: ['orders', 'of', contactId] });
    };
    const close = () => {
      clearTimeout(timer);
      source?.close();
      source = undefined;
    };
    const open = () => {
      close();
      const after = last && `&after=${last}`;
      source = new EventSource(`${basePath()}/api/live?contact_id=${contactId}${after}`);
      source.onopen = () => {
        setStanding(true);
        void queries.invalidateQueries({ queryKey: ['timeline'] }); // what came before the stream stood
      };
      source.addEventListener('facts', (event) => {
        last = event.lastEventId;
        refresh();
      });
      source.onerror = () => {
        setStanding(false); // it comes back by itself, unless it was refused
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(timer);
        timer = setTimeout(open, again);
      };
    };
    // A browser keeps few connections to one server: pages that nobody sees hold none.
    const onVisibility = () => {
      if (document.hidden) {
        close();
        setStanding(false);
      } else if (!source) open();
    };
    if (!document.hidden) open();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
    };
  }, [contactId, wanted, queries]);
  return wanted && !standing ? often : undefined;
}
