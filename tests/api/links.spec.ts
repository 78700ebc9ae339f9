// Confirmed links: a server asks for a token for somebody it knows; the browser that brings it is that contact.
import { Client, makeKey } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

let counter = 0;
const unique = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}-${++counter}`;
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

test('whoever opens a link first is its contact from then on, and nobody else by the same link', async ({ admin, key, server }) => {
  const shop = new Client(server.origin, basic(await makeKey(admin, { name: 'Shop server', kind: 'write' })));
  const page = new Client(server.origin, basic(await makeKey(admin, { name: 'Shop page', kind: 'write_browser' })));
  const userId = unique('user');
  await shop.post('/v1/identify', { userId, traits: { firstName: 'Lan' } });
  const found = await key.get(`/api/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }))}`);
  const contact = found.json.items[0].id;

  const made = await shop.post('/v1/links', { user_id: userId, expires_in: 120 });
  expect(made.status, made.text).toBe(200);
  expect(made.json.parameter).toBe('rapport_link');
  expect(Date.parse(made.json.expires_at) - Date.now()).toBeGreaterThan(60_000);
  expect((await shop.post('/v1/links', { contact_id: contact })).json.token).not.toBe(made.json.token);

  const visitor = unique('visitor');
  await page.post('/v1/track', { anonymousId: visitor, event: 'Looked' });
  const context = { linkToken: made.json.token };
  for (const anonymousId of [visitor, unique('thief')]) await page.post('/v1/page', { anonymousId, name: 'Sale', context });
  await page.post('/v1/identify', { anonymousId: visitor, userId, traits: { city: 'Huế' } });
  const facts = (await key.get(`/api/contacts/${contact}/timeline`)).json.items as { type: string; payload: unknown }[];
  expect(facts.map((fact) => fact.type).filter((type) => /^(Looked|page_view|identified)$/.test(type)).sort()).toEqual(['Looked', 'identified', 'identified', 'page_view']);
  expect(JSON.stringify(facts)).not.toContain(made.json.token);
  expect((await key.get(`/api/contacts/${contact}`)).json.city).toBe('Huế');
});

test('links are for servers, for contacts that are there, and for a while', async ({ admin, server }) => {
  const shop = new Client(server.origin, basic(await makeKey(admin, { name: 'Shop server', kind: 'write' })));
  const page = new Client(server.origin, basic(await makeKey(admin, { name: 'Shop page', kind: 'write_browser' })));
  expect((await page.post('/v1/links', { user_id: 'x' })).status).toBe(403);
  expect((await new Client(server.origin).post('/v1/links', { user_id: 'x' })).status).toBeGreaterThanOrEqual(401);
  expect((await shop.post('/v1/links', { user_id: unique('nobody') })).status).toBe(404);
  expect((await shop.post('/v1/links', {})).json.issues[0].path).toBe('contact_id');
  for (const expires_in of [59, 604_801]) expect((await shop.post('/v1/links', { user_id: 'x', expires_in })).json.issues[0].path).toBe('expires_in');
});
