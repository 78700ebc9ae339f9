// What the server tells of one record, as it happens. The browser comes back by itself when a stream ends; one that
// was refused is tried anew after half a minute.
import { useEffect, useRef, useState } from 'react';
import { basePath } from '@/lib/base';

const again = 30_000;
const rest = 400; // milliseconds between two calls of `told`; the last of many is never left out

interface EventStreamOptions {
  path: string; // "/api/live?contact_id=…"
  event: string;
  wanted: boolean;
  told: () => void; // something happened, or may have while nobody was listening
}

// True while the stream stands.
export function useEventStream({ path, event, wanted, told }: EventStreamOptions): boolean {
  const [standing, setStanding] = useState(false);
  const latest = useRef(told);
  useEffect(() => {
    latest.current = told;
  });
  useEffect(() => {
    if (!wanted || typeof EventSource === 'undefined') return;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let pause: ReturnType<typeof setTimeout> | undefined;
    let last = '';
    let missed = false;
    const tell = () => {
      if (pause) {
        missed = true;
        return;
      }
      latest.current();
      pause = setTimeout(() => {
        pause = undefined;
        if (!missed) return;
        missed = false;
        tell();
      }, rest);
    };
    const close = () => {
      clearTimeout(retry);
      source?.close();
      source = undefined;
    };
    const open = () => {
      close();
      source = new EventSource(`${basePath()}${path}${last && `&after=${last}`}`);
      source.onopen = () => {
        setStanding(true);
        tell(); // what came before the stream stood
      };
      source.addEventListener(event, (message) => {
        last = message.lastEventId;
        tell();
      });
      source.onerror = () => {
        setStanding(false);
        if (source?.readyState !== EventSource.CLOSED) return;
        clearTimeout(retry);
        retry = setTimeout(open, again);
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
      clearTimeout(pause);
      close();
    };
  }, [path, event, wanted]);
  return wanted && standing;
}
