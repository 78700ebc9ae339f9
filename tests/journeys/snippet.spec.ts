// /js/rapport.js in a page of another origin under a strict policy: what it sends by consent, what it keeps, and how a
// visitor becomes the contact that a shop's server knows.
import { createHmac } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Analytics } from '@segment/analytics-node';
import type { Page } from '@playwright/test';
import { type Client, makeKey, setUp } from '../support/client.ts';
import { FaultyProxy } from '../support/faulty_proxy.ts';
import { expect, test } from '../support/fixtures.ts';
import { adoptSession } from '../support/page.ts';
import { Server } from '../support/server.ts';

interface Sent { type: string; messageId: string; anonymousId: string; userId?: string; event?: string; context: { consent: string; linkToken?: string; campaign?: Record<string, string>; page: Record<string, string> } }
type Rapport = Record<string, (...given: unknown[]) => void>;

// A shop whose pages hold no script of their own: its policy allows files of its own and of our server alone.
async function startShop(crm: string, tag: string, base = '') {
  const server: HttpServer = createServer((request, response) => {
    if (request.url === '/queue.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end("window.rapport = window.rapport || []; rapport.push(['track', 'Seen Early', { a: 1 }]);");
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src 'self' ${crm}; connect-src ${crm}; style-src 'self'`,
    });
    response.end(`<!doctype html><html lang="en"><head><title>Tea shop</title><script src="/queue.js"></script>
      <script async src="${crm}${base}/js/rapport.js" ${tag}></script></head><body><h1>Tea</h1></body></html>`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}

const call = (page: Page, name: string, ...given: unknown[]) =>
  page.evaluate(([name, given]) => (window as unknown as { rapport: Rapport }).rapport[name as string]?.(...(given as unknown[])), [name, given] as const);
const stored = (page: Page) => page.evaluate(() => Object.entries({ ...localStorage, ...sessionStorage }).length + document.cookie.length);

// Every message that leaves the page, by fetch or beacon, and whether it asked leave first.
function watch(page: Page) {
  const sent: Sent[] = [];
  const methods: string[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/v1/batch')) return;
    methods.push(request.method());
    const { batch } = JSON.parse(request.postData() ?? '{"batch": []}');
    for (const message of batch) if (!sent.some((s) => s.messageId === message.messageId)) sent.push(message);
  });
  return { sent, methods };
}
const what = (sent: Sent[]) => sent.map((s) => s.event ?? s.type);

async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.exposeFunction('__violation', (text: string) => found.push(text));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) =>
    (window as unknown as { __violation(text: string): void }).__violation(`${e.violatedDirective} ${e.blockedURI}`)));
  page.on('pageerror', (error) => found.push(error.message));
  return found;
}

test('the script has an ETag, a day of cache, any origin’s leave, and weighs under 4 kB', async ({ server }) => {
  const answer = await fetch(`${server.origin}/js/rapport.js`, { headers: { 'accept-encoding': 'gzip' } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('javascript');
  expect(answer.headers.get('cache-control')).toContain('max-age=86400');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const again = await fetch(`${server.origin}/js/rapport.js`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  expect((await answer.text()).length).toBeLessThan(9_000);
});

test('under a base path the script is there and sends below it, and so does a client that asks for its settings', async ({ page, database }) => {
  const below = await Server.start({ engine: database, basePath: '/crm' });
  const found = await violations(page);
  try {
    const browser = await makeKey(await setUp(below.origin), { name: 'Shop page', kind: 'write_browser' });
    const shop = await startShop(below.origin.replace(/\/crm$/, ''), `data-write-key="${browser}" data-consent="identified"`, '/crm');
    const answered = page.waitForResponse((r) => r.url() === `${below.origin}/v1/batch`);
    await page.goto(shop.origin);
    expect((await answered).status()).toBe(200);
    expect(found).toEqual([]);
    const settings = await fetch(`${below.origin}/v1/projects/${browser}/settings`).then((r) => r.json());
    expect(settings.integrations['Segment.io'].apiHost).toBe(`${below.origin.replace('http://', '')}/v1`);
    shop.stop();
  } finally {
    await below.stop();
  }
});

test('a visitor is counted without a name, then kept, then known by the hash of the site, and the contact shows each step at once', async ({ page, context, admin, key, server }) => {
  const found = await violations(page);
  const [browser, trusted] = [await makeKey(admin, { name: 'Shop page', kind: 'write_browser' }), await makeKey(admin, { name: 'Shop server', kind: 'write' })];
  const { secret } = (await admin.post('/api/ingestion/user_hash')).json;
  const userId = `snippet-${process.pid}-${Date.now().toString(36)}`;
  const node = new Analytics({ host: server.origin, writeKey: trusted, flushAt: 1 });
  const shop = await startShop(server.origin, `data-write-key="${browser}" data-consent="anonymous_stats"`);
  const { sent, methods } = watch(page);
  try {
    node.identify({ userId, traits: { firstName: 'Lan', email: `${userId}@example.com` } });
    await page.goto(`${shop.origin}/tea?utm_source=letter&utm_campaign=spring&gclid=secret-click`);
    await expect.poll(() => what(sent)).toEqual(['page', 'Seen Early']);
    // Without consent to be recognised: nothing kept, no identify, no click id.
    expect(await stored(page)).toBe(0);
    await call(page, 'identify', userId, { city: 'Huế' }, { userHash: createHmac('sha256', secret).update(userId).digest('hex') });
    await page.waitForTimeout(200);
    expect(what(sent)).toEqual(['page', 'Seen Early']);
    expect(sent[0]?.context).toMatchObject({ consent: 'anonymous_stats', campaign: { source: 'letter', name: 'spring' } });
    expect(sent[0]?.context.page.url).toBe(`${shop.origin}/tea?utm_source=letter&utm_campaign=spring`);
    const passing = sent[0]?.anonymousId;

    // With it: an id of its own, kept; who it is follows at once.
    await call(page, 'consent', 'identified');
    await expect.poll(() => what(sent)).toEqual(['page', 'Seen Early', 'identify']);
    const lasting = sent[2]?.anonymousId;
    expect(lasting).not.toBe(passing);
    expect(await page.evaluate(() => localStorage.getItem('rapport.anonymous_id'))).toBe(lasting);

    const contacts = await key.get(`/api/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }))}`);
    const id = contacts.json.items[0].id;
    const types = async () => (await key.get(`/api/contacts/${id}/timeline?limit=50`)).json.items.map((f: { type: string }) => f.type);
    const shows = (type: string) => expect.poll(types, { intervals: [50], message: type }).toContain(type);
    await call(page, 'track', 'Tea Chosen', { price: 12.5 });
    await shows('Tea Chosen');
    await page.evaluate(() => history.pushState({}, '', '/cart'));
    await shows('page_view');
    node.track({ userId, event: 'Tea Packed' });
    await shows('Tea Packed');
    expect((await key.get(`/api/contacts/${id}`)).json).toMatchObject({ first_name: 'Lan', city: 'Huế' });
    // What was counted without a name is nobody's.
    expect(await types()).not.toContain('Seen Early');

    // Simple requests only: no browser asked leave first.
    expect(methods.every((m) => m === 'POST')).toBe(true);
    expect(found).toEqual([]);
    const crm = await context.newPage();
    await adoptSession(crm, server, admin.headers.cookie ?? '');
    await crm.goto(`${server.origin}/contacts/${id}`);
    for (const text of ['Tea Chosen', 'Tea Packed']) await expect(crm.getByText(text).first()).toBeVisible();

    await call(page, 'reset');
    expect(await page.evaluate(() => localStorage.getItem('rapport.anonymous_id'))).not.toBe(lasting);
    await call(page, 'consent', 'none');
    await call(page, 'track', 'Never Sent');
    await page.waitForTimeout(300);
    expect(await stored(page)).toBe(0);
    expect(what(sent)).not.toContain('Never Sent');
  } finally {
    await node.closeAndFlush();
    shop.stop();
  }
});

test('who comes by a confirmed link is the contact once they agree to be recognised, and the address no longer says it', async ({ page, admin, key, server }) => {
  const found = await violations(page);
  const [browser, trusted] = [await makeKey(admin, { name: 'Shop page', kind: 'write_browser' }), await makeKey(admin, { name: 'Shop server', kind: 'write' })];
  const contact = (await key.post('/api/contacts', { first_name: 'Lan' })).json.id;
  const asked = await fetch(`${server.origin}/v1/links`, { method: 'POST', headers: { authorization: `Bearer ${trusted}`, 'content-type': 'application/json' }, body: JSON.stringify({ contact_id: contact }) });
  const { token, parameter } = await asked.json();
  const shop = await startShop(server.origin, `data-write-key="${browser}" data-consent="anonymous_stats"`);
  const { sent } = watch(page);
  try {
    await page.goto(`${shop.origin}/sale?colour=green&${parameter}=${token}`);
    await expect.poll(() => what(sent)).toContain('page');
    expect(page.url()).toBe(`${shop.origin}/sale?colour=green`);
    expect(JSON.stringify(sent), 'without consent nobody is told who it is').not.toContain(token);
    await call(page, 'consent', 'identified');
    await call(page, 'track', 'Tea Chosen');
    await call(page, 'track', 'Tea Paid');
    await expect.poll(async () => (await key.get(`/api/contacts/${contact}/timeline`)).json.items.map((f: { type: string }) => f.type)).toEqual(expect.arrayContaining(['Tea Chosen', 'Tea Paid']));
    expect(sent.filter((s) => s.context.linkToken === token), 'it is said once').toHaveLength(1);
    expect(found).toEqual([]);
  } finally {
    shop.stop();
  }
});

test('a page that changes without loading counts each address once', async ({ page, admin, server }) => {
  const browser = await makeKey(admin, { name: 'Shop page', kind: 'write_browser' });
  const shop = await startShop(server.origin, `data-write-key="${browser}" data-consent="identified"`);
  const { sent } = watch(page);
  try {
    await page.goto(`${shop.origin}/a`);
    await expect.poll(() => what(sent)).toContain('page');
    await page.evaluate(() => { history.replaceState({}, '', '/a'); history.pushState({}, '', '/a#part'); });
    await page.evaluate(() => { history.pushState({}, '', '/b'); history.replaceState({}, '', '/b'); });
    await expect.poll(() => what(sent).filter((w) => w === 'page')).toHaveLength(2);
    await page.evaluate(() => history.back());
    await expect.poll(() => what(sent).filter((w) => w === 'page')).toHaveLength(3);
    await page.waitForTimeout(300);
    const pages = sent.filter((s) => s.type === 'page');
    expect(pages.map((s) => new URL(s.context.page.url ?? '').pathname)).toEqual(['/a', '/b', '/a']);
    expect(new URL(pages[1]?.context.page.referrer ?? '').pathname).toBe('/a');
  } finally {
    shop.stop();
  }
});

async function countOf(key: Client, event: string): Promise<number> {
  const catalogue = await key.get('/api/events/names');
  expect(catalogue.status, catalogue.text).toBe(200);
  return catalogue.json.items.find((n: { name: string }) => n.name === event)?.seen ?? 0;
}

test('what could not be sent waits over the end of the page and counts once', async ({ page, admin, key, server }) => {
  test.setTimeout(60_000);
  const browser = await makeKey(admin, { name: 'Shop page', kind: 'write_browser' });
  const event = `Clicked ${process.pid}`;
  const proxy = await FaultyProxy.start(server.origin);
  const shop = await startShop(proxy.origin, `data-write-key="${browser}" data-consent="identified"`);
  try {
    await page.goto(shop.origin);
    await expect.poll(() => proxy.seen.filter((s) => s.path === '/v1/batch').length).toBeGreaterThan(0);
    // Lost after the server took it in; refused; told to wait: each message stays until an answer says that it is over.
    proxy.next('drop', '500', '429', 'drop');
    for (let i = 0; i < 10; i += 1) await call(page, 'track', event, { i });
    await page.waitForTimeout(600);
    await page.reload();
    await expect.poll(() => countOf(key, event), { timeout: 30_000 }).toBe(10);
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('rapport.queue.')).length), { timeout: 20_000 }).toBe(0);
    await page.waitForTimeout(1_000);
    expect(await countOf(key, event)).toBe(10);
  } finally {
    await proxy.stop();
    shop.stop();
  }
});
