// Takes the place of the queue that the page filled so far, and runs what stands in it. The script's own tag can
// say all that load() needs, for pages whose security policy allows no script of their own:
//   <script async src="https://crm.example/js/rapport.js" data-write-key="…" data-consent="identified"></script>
import { createRapport, type Options } from './rapport';

const script = document.currentScript as HTMLScriptElement | null;
const frame = window as unknown as { rapport?: unknown };
const queue = frame.rapport;

// A second copy of the script changes nothing.
if (!queue || Array.isArray(queue)) {
  const rapport = createRapport(script?.src ?? '');
  frame.rapport = rapport;
  const { writeKey, host, consent, userHash, autoPage } = script?.dataset ?? {};
  if (writeKey) {
    const options: Options = { auto_page: autoPage !== 'false' };
    if (host) options.host = host;
    if (consent) options.consent = consent as Options['consent'];
    if (userHash) options.user_hash = userHash;
    rapport.load(writeKey, options);
  }
  const calls = (queue ?? []) as unknown[][];
  // Calls made before load() are meant for after it.
  const isLoad = (call: unknown[]) => call[0] === 'load';
  rapport.push(...calls.filter(isLoad), ...calls.filter((call) => !isLoad(call)));
}
