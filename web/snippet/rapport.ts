// `window.rapport`: page views and events of a web page, sent by the visitor's consent.
//   none             sends nothing, keeps nothing
//   anonymous_stats  page views and events under an id that lives as long as the page
//   identified       keeps an anonymousId in the browser; identify() says who it is
import { type Consent, contextOf, type Fields, type Message, newId, pageOf } from './messages';
import { Outbox, storage } from './outbox';

export interface Options {
  host?: string;
  consent?: Consent;
  user_hash?: string;
  auto_page?: boolean;
}
type Who = { userId: string; traits: Fields; userHash?: string };

const idPlace = 'rapport.anonymous_id';
const linkName = 'rapport_link';
const modes: readonly string[] = ['none', 'anonymous_stats', 'identified'];
const modeOf = (given: unknown): Consent => (modes.includes(String(given)) ? (given as Consent) : 'none');

export function createRapport(scriptAddress: string) {
  let outbox: Outbox | undefined;
  let mode: Consent = 'none';
  let anonymousId = '';
  let userHash: string | undefined;
  let who: Who | undefined;
  let followsPages = false;
  let counted = ''; // the address of the last page view
  let referrer = document.referrer;
  let link = ''; // of the address by which the visitor came, until a message has said it

  function send(type: Message['type'], fields: Fields, context: Fields = {}): void {
    if (!outbox || mode === 'none') return;
    const linked: Fields = link && mode === 'identified' ? { linkToken: link } : {};
    if (mode === 'identified') link = '';
    outbox.add({
      type,
      messageId: newId(),
      anonymousId,
      timestamp: new Date().toISOString(),
      context: { ...contextOf(referrer, mode), ...linked, ...context },
      ...fields,
    });
  }

  function identity(): void {
    if (mode !== 'identified' || !who) return;
    const { userId, traits, userHash: hash } = who;
    send('identify', { userId, traits }, hash ? { userHash: hash } : {});
  }

  function page(name?: string, properties: Fields = {}): void {
    if (counted && counted !== location.href) referrer = counted;
    counted = location.href;
    send('page', { ...(name ? { name } : {}), properties: { ...pageOf(referrer, mode), ...properties } });
  }

  // The same address again is no new page; neither is another place in it.
  const place = (address: string) => address.split('#')[0];
  function moved(): void {
    if (mode !== 'none' && followsPages && place(counted) !== place(location.href)) page();
  }

  // A confirmed link says who comes, once. It stands no longer in the address than it must, so that nobody copies it
  // and no page view tells it.
  function takeLink(): void {
    const here = new URL(location.href);
    link = here.searchParams.get(linkName) ?? '';
    if (!link) return;
    here.searchParams.delete(linkName);
    history.replaceState(history.state, '', here);
  }

  // Pages that change without loading say so in their history. The title follows the address: a moment later.
  function follow(): void {
    const soon = () => setTimeout(moved);
    for (const name of ['pushState', 'replaceState'] as const) {
      const original = history[name];
      history[name] = function (this: History, ...given) {
        original.apply(this, given);
        soon();
      };
    }
    addEventListener('popstate', soon);
  }

  function consent(given: Consent): void {
    const next = modeOf(given);
    if (next === mode && anonymousId) return;
    mode = next;
    if (mode !== 'identified') {
      storage.remove(idPlace);
      outbox?.forget();
    }
    // What was counted without a name is never joined to it: each way has an id of its own.
    anonymousId = (mode === 'identified' && storage.get(idPlace)) || newId();
    if (mode === 'identified') {
      storage.set(idPlace, anonymousId);
      outbox?.mayKeep(true);
    }
    moved();
    identity();
  }

  const api = {
    load(writeKey: string, options: Options = {}): void {
      if (outbox || !writeKey) return;
      const host = (options.host ?? scriptAddress.replace(/\/js\/[^/]*$/, '')).replace(/\/$/, '');
      outbox = new Outbox(`${host}/v1/batch`, writeKey, false);
      userHash = options.user_hash;
      takeLink();
      followsPages = options.auto_page !== false;
      if (followsPages) follow();
      consent(modeOf(options.consent));
    },
    page,
    track(event: string, properties: Fields = {}): void {
      send('track', { event, properties });
    },
    identify(userId: string | number, traits: Fields = {}, options: { userHash?: string } = {}): void {
      who = { userId: String(userId), traits, userHash: options.userHash ?? userHash };
      identity();
    },
    // Somebody else sits down, or the visitor signed out.
    reset(): void {
      who = undefined;
      link = '';
      anonymousId = newId();
      if (mode === 'identified') storage.set(idPlace, anonymousId);
    },
    consent,
    // ['track', 'Demo Booked', {…}], as the queue holds calls before this script is there.
    push(...calls: unknown[][]): void {
      for (const [name, ...given] of calls) {
        const call = (api as unknown as Record<string, (...given: unknown[]) => void>)[String(name)];
        if (typeof call === 'function') call(...given);
      }
    },
  };
  return api;
}
