// What the snippet says of the page it stands in, in the Segment tracking format.

declare const __VERSION__: string;

export type Consent = 'none' | 'anonymous_stats' | 'identified';
export type Fields = Record<string, unknown>;
export interface Message extends Fields {
  type: 'page' | 'track' | 'identify';
  messageId: string;
}

const campaignMarks = ['source', 'medium', 'campaign', 'term', 'content'] as const;

// randomUUID is there on secure pages only.
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

// Without consent to be recognised an address keeps the marks of a campaign and loses everything else that it
// could carry: click ids, session ids, search words.
function sparing(address: string): string {
  try {
    const url = new URL(address);
    const kept = [...url.searchParams].filter(([name]) => name.startsWith('utm_'));
    url.search = new URLSearchParams(kept).toString();
    url.hash = '';
    url.username = url.password = '';
    return url.href;
  } catch {
    return '';
  }
}

function originOf(address: string): string {
  try {
    return `${new URL(address).origin}/`;
  } catch {
    return '';
  }
}

export function pageOf(referrer: string, consent: Consent): Record<string, string> {
  const known = consent === 'identified';
  const url = known ? location.href : sparing(location.href);
  return {
    url,
    path: location.pathname,
    search: known ? location.search : new URL(url || location.origin).search,
    title: document.title,
    referrer: known || !referrer ? referrer : originOf(referrer),
  };
}

export function contextOf(referrer: string, consent: Consent): Fields {
  const asked = new URLSearchParams(location.search);
  const campaign: Record<string, string> = {};
  for (const mark of campaignMarks) {
    const value = asked.get(`utm_${mark}`);
    if (value) campaign[mark === 'campaign' ? 'name' : mark] = value.slice(0, 200);
  }
  return {
    library: { name: 'rapport.js', version: __VERSION__ },
    consent,
    page: pageOf(referrer, consent),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(Object.keys(campaign).length ? { campaign } : {}),
  };
}
