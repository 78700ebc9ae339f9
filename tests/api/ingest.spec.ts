// Facts from outside in the Segment tracking format: who may send, in which shapes, what is answered, what is kept.
import { gzipSync } from 'node:zlib';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

let counter = 0;
const unique = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}-${++counter}`;
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

async function keys(admin: Client) {
  return { server: await makeKey(admin, { name: 'Shop server', kind: 'write' }), browser: await makeKey(admin, { name: 'Shop page', kind: 'write_browser' }) };
}
async function timelineOf(key: Client, userId: string) {
  const found = await key.get(`/api/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }))}`);
  expect(found.json.items.length, found.text).toBe(1);
  const facts = await key.get(`/api/contacts/${found.json.items[0].id}/timeline`);
  return { contact: found.json.items[0], facts: facts.json.items };
}

test('a batch is taken with the key as Basic user name, as Bearer or in the body, plain or packed, and counts once', async ({ admin, key, server }) => {
  const { server: writeKey } = await keys(admin);
  const userId = unique('user');
  const batch = (id: string) => ({ batch: [{ type: 'track', userId, event: 'Product Viewed', messageId: id, properties: { product_id: 'p-9', price: 12.5 } }] });
  const guest = new Client(server.origin);
  const ways = [
    guest.post('/v1/batch', batch(`${userId}-1`), { headers: basic(writeKey) }),
    guest.post('/v1/batch', batch(`${userId}-2`), { headers: { authorization: `Bearer ${writeKey}` } }),
    guest.post('/v1/batch', { ...batch(`${userId}-3`), writeKey }),
    guest.post('/v1/batch', undefined, { raw: gzipSync(JSON.stringify(batch(`${userId}-4`))), headers: { ...basic(writeKey), 'content-encoding': 'gzip' } }),
    guest.post('/v1/batch', undefined, { raw: gzipSync(JSON.stringify(batch(`${userId}-5`))), headers: { ...basic(writeKey), 'content-type': 'application/x-www-form-urlencoded' } }),
    guest.post('/v1/batch', undefined, { raw: JSON.stringify({ ...batch(`${userId}-6`), writeKey }), headers: { 'content-type': 'text/plain' } }),
  ];
  for (const way of ways) {
    const answer = await way;
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toEqual({ success: true, accepted: 1, duplicates: 0, quarantined: 0, blocked: 0 });
  }
  const again = await guest.post('/v1/batch', batch(`${userId}-1`), { headers: basic(writeKey) });
  expect(again.json).toMatchObject({ accepted: 0, duplicates: 1 });
  const { facts } = await timelineOf(key, userId);
  expect(facts.filter((fact: { type: string }) => fact.type === 'Product Viewed')).toHaveLength(6);
  expect(facts.find((fact: { type: string }) => fact.type === 'Product Viewed').payload.properties).toEqual({ product_id: 'p-9', price: 12.5 });
});

test('every call has a long and a short path', async ({ admin, key, server }) => {
  const guest = new Client(server.origin).with(basic((await keys(admin)).server));
  const userId = unique('user');
  const calls: [string, object][] = [
    ['/v1/identify', { traits: { firstName: 'Lan' } }], ['/v1/i', { traits: { lastName: 'Trần' } }],
    ['/v1/track', { event: 'Signed Up' }], ['/v1/t', { event: 'Signed In' }],
    ['/v1/page', { name: 'Home' }], ['/v1/p', { name: 'Shop' }],
    ['/v1/screen', { name: 'Start' }], ['/v1/s', {}],
    ['/v1/group', { groupId: 'g1' }], ['/v1/g', { groupId: 'g1' }],
    ['/v1/alias', { previousId: unique('old') }], ['/v1/a', { previousId: unique('old') }],
  ];
  for (const [path, body] of calls) {
    const answer = await guest.post(path, { userId, ...body });
    expect(answer.status, `${path} ${answer.text}`).toBe(200);
    expect(answer.json.accepted, path).toBe(1);
  }
  const { contact, facts } = await timelineOf(key, userId);
  expect(contact).toMatchObject({ external_id: userId, first_name: 'Lan', last_name: 'Trần' });
  const types = facts.map((fact: { type: string }) => fact.type);
  for (const type of ['identified', 'Signed Up', 'Signed In', 'page_view', 'screen_view', 'group_joined', 'alias']) expect(types).toContain(type);
});

test('a wrong, a revoked and a missing key are refused; a key of another kind too', async ({ admin, server }) => {
  const guest = new Client(server.origin);
  const body = { userId: 'u', event: 'E' };
  expect((await guest.post('/v1/track', body)).status).toBe(401);
  expect((await guest.post('/v1/track', { ...body, writeKey: 'nonsense' })).status).toBe(401);
  expect((await guest.post('/v1/track', body, { headers: basic('nonsense') })).status).toBe(401);
  const made = await admin.post('/api/keys', { name: 'gone', kind: 'write' });
  await admin.delete(`/api/keys/${made.json.id}`);
  expect((await guest.post('/v1/track', body, { headers: basic(made.json.secret) })).status).toBe(401);
  const other = await makeKey(admin, { name: 'reader', role: 'read_only' });
  expect((await guest.post('/v1/track', body, { headers: basic(other) })).status).toBe(403);
});

test('a page of any origin may send, and is told so', async ({ admin, server }) => {
  const { browser } = await keys(admin);
  const guest = new Client(server.origin);
  const asked = await guest.send('OPTIONS', '/v1/t', { headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' } });
  expect(asked.headers.get('access-control-allow-origin')).toBe('*');
  for (const header of ['Authorization', 'Content-Type', 'X-Retry-Count']) expect(asked.headers.get('access-control-allow-headers')).toContain(header);
  const sent = await guest.post('/v1/t', { anonymousId: unique('v'), event: 'E', writeKey: browser }, { headers: { origin: 'https://shop.example' } });
  expect(sent.status).toBe(200);
  expect(sent.headers.get('access-control-allow-origin')).toBe('*');
  // A refusal can be read too, and when to come back.
  const refused = await guest.post('/v1/t', {}, { headers: { origin: 'https://shop.example' } });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
});

test('the settings that a browser client asks for name this server', async ({ admin, server }) => {
  const { browser } = await keys(admin);
  const guest = new Client(server.origin);
  const answer = await guest.get(`/v1/projects/${browser}/settings`, { headers: { origin: 'https://shop.example' } });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json.integrations['Segment.io']).toMatchObject({ apiKey: browser, apiHost: `${new URL(server.origin).host}/v1` });
  expect((await guest.get('/v1/projects/nonsense/settings')).status).toBe(401);
});

test('what cannot be taken waits with its text and the reason, is mended, sent again, or discarded', async ({ admin, key, server }) => {
  const guest = new Client(server.origin).with(basic((await keys(admin)).server));
  const userId = unique('user');
  const sent = await guest.post('/v1/batch', { batch: [
    { type: 'track', userId, event: 'Good' }, { type: 'track', userId, messageId: unique('m'), properties: { a: '<script>' } },
    { type: 'track', userId, event: 'Late', timestamp: '2099-01-01T00:00:00Z' }, 'nonsense',
  ] });
  expect(sent.json).toMatchObject({ accepted: 1, quarantined: 3 });
  const waiting = (await key.get('/api/quarantine?limit=3')).json.items;
  const noEvent = waiting.find((one: { path: string }) => one.path === 'event');
  expect(noEvent).toMatchObject({ code: 'required', kind: 'track', source: 'Shop server', state: 'open' });
  expect(noEvent.raw).toContain('<script>');
  const still = await key.post(`/api/quarantine/${noEvent.id}/replay`);
  expect(still.status, still.text).toBe(422);
  expect(still.json.issues[0].path).toBe('raw');
  const mended = await key.post(`/api/quarantine/${noEvent.id}/replay`, { raw: JSON.stringify({ ...JSON.parse(noEvent.raw), event: 'Mended' }) });
  expect(mended.status, mended.text).toBe(200);
  expect(mended.json.state).toBe('replayed');
  expect((await key.post(`/api/quarantine/${noEvent.id}/replay`)).status).toBe(409);
  const { facts } = await timelineOf(key, userId);
  expect(facts.map((fact: { type: string }) => fact.type)).toContain('Mended');
  const late = waiting.find((one: { code: string }) => one.code === 'in_the_future');
  expect((await key.delete(`/api/quarantine/${late.id}`)).json.state).toBe('discarded');
  expect((await key.get('/api/quarantine?state=discarded&limit=1')).json.items[0].id).toBe(late.id);
});

test('what is too large or no JSON is refused with a sentence', async ({ admin, server }) => {
  const guest = new Client(server.origin).with(basic((await keys(admin)).server));
  for (const raw of ['', '{', '[]', 'null', '{"batch": 7}', '\u0000']) {
    const answer = await guest.post('/v1/batch', undefined, { raw });
    expect(answer.status, raw).toBe(400);
    expect(answer.json.detail.length).toBeGreaterThan(10);
  }
  const big = await guest.post('/v1/track', { userId: 'u', event: 'E', properties: { x: 'y'.repeat(40_000) } });
  expect(big.status).toBe(400);
  const bigger = await guest.post('/v1/batch', { batch: Array.from({ length: 30 }, () => ({ type: 'track', userId: 'u', event: 'E', properties: { x: 'y'.repeat(20_000) } })) });
  expect([400, 413]).toContain(bigger.status);
  const bomb = await guest.post('/v1/batch', undefined, { raw: gzipSync(Buffer.alloc(20_000_000, 0x20)), headers: { 'content-encoding': 'gzip' } });
  expect([400, 413]).toContain(bomb.status);
});

test('a browser passes for nobody who is known, unless the site vouches for it', async ({ admin, key, server }) => {
  const { server: trusted, browser } = await keys(admin);
  const guest = new Client(server.origin);
  const userId = unique('user');
  const email = uniqueEmail();
  await guest.post('/v1/identify', { userId, traits: { email, firstName: 'Ursula' } }, { headers: basic(trusted) });
  await guest.post('/v1/identify', { userId, anonymousId: unique('thief'), traits: { firstName: 'Evil' }, writeKey: browser });
  await guest.post('/v1/identify', { anonymousId: unique('thief'), traits: { email, firstName: 'Evil' }, writeKey: browser });
  expect((await timelineOf(key, userId)).contact.first_name).toBe('Ursula');
  const { secret } = (await admin.post('/api/ingestion/user_hash')).json;
  expect((await admin.post('/api/ingestion/user_hash')).json.secret).toBe(secret);
  const { createHmac } = await import('node:crypto');
  const userHash = createHmac('sha256', secret).update(userId).digest('hex');
  await guest.post('/v1/identify', { userId, anonymousId: unique('home'), context: { userHash }, traits: { city: 'Huế' }, writeKey: browser });
  const { contact, facts } = await timelineOf(key, userId);
  expect(contact).toMatchObject({ first_name: 'Ursula', city: 'Huế' });
  expect(facts.filter((fact: { type: string }) => fact.type === 'identified')).toHaveLength(2);
});

test('the catalogue shows numbers as people write them', async ({ admin, server }) => {
  const writeKey = await makeKey(admin, { name: 'numbers', kind: 'write' });
  const event = `Priced ${Date.now()}`;
  expect((await new Client(server.origin).post('/v1/batch', { writeKey, batch: [{ type: 'track', event, userId: 'n-1', properties: { price: 20.9, seats: 3, free: false } }] })).status).toBe(200);
  const samples = async () => ((await admin.get(`/api/events/name?name=${encodeURIComponent(event)}`)).json.properties ?? []).map((one: { property: string; sample: string }) => [one.property, one.sample]);
  await expect.poll(samples).toEqual([['free', 'false'], ['price', '20.9'], ['seats', '3']]);
});

test('requests that were refused as a whole are told by source, with the reason of the last one', async ({ admin, server }) => {
  const name = unique('Refused');
  const writeKey = await makeKey(admin, { name, kind: 'write' });
  const guest = new Client(server.origin);
  type Health = { name: string; kind: string; rejected_day: number; rejected_for: string | null };
  const health = async (wanted: (one: Health) => boolean) => ((await admin.get('/api/events/sources')).json.items as Health[]).find(wanted);
  const nobody = async () => (await health((one) => one.kind === 'unknown'))?.rejected_day ?? 0;
  const before = await nobody();
  const json = { 'content-type': 'application/json' };
  expect((await guest.post('/v1/batch', undefined, { raw: '{"batch": [', headers: { ...basic(writeKey), ...json } })).status).toBe(400);
  expect(await health((one) => one.name === name)).toMatchObject({ rejected_day: 1, rejected_for: 'invalid' });
  expect((await guest.post('/v1/track', { event: 'x', userId: 'u' }, { headers: basic('no-such-key') })).status).toBe(401);
  expect((await guest.post('/v1/track', { event: 'x', userId: 'u' })).status).toBe(401);
  const bomb = gzipSync(' '.repeat(20_000_000));
  expect((await guest.post('/v1/batch', undefined, { raw: bomb, headers: { ...basic(writeKey), ...json, 'content-encoding': 'gzip' } })).status).toBe(413);
  await expect.poll(nobody).toBe(before + 3);
  expect((await guest.post('/v1/track', { event: 'x', userId: unique('u') }, { headers: basic(writeKey) })).status).toBe(200);
  expect((await health((one) => one.name === name))?.rejected_day).toBe(1);
});
