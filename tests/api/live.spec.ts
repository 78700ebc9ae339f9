// The stream of what happens to one contact.
import { Client, makeKey, makeOwner, setUp, uniqueEmail } from '../support/client.ts';
import { EventStream } from '../support/event_stream.ts';
import { expect, test } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';

const contact = async (client: Client): Promise<string> => (await client.post('/api/contacts', { email: uniqueEmail() })).json.id;
const write = (client: Client, id: string, text: string) => client.post(`/api/contacts/${id}/activities`, { type: 'note', text });
const path = (id: string) => `/api/live?contact_id=${id}`;

test('a fact from another connection arrives by itself, and nothing of other contacts does', async ({ key, server }) => {
  const id = await contact(key);
  const other = await contact(key);
  const stream = await EventStream.open(server.origin, path(id), key.headers);
  for (const text of ['one', 'two', 'three']) {
    const before = stream.facts.length;
    await write(key, other, 'not this');
    await write(key, id, text);
    await stream.until(() => stream.facts.length > before);
  }
  expect(stream.facts.map((fact) => fact.type)).toEqual(['note', 'note', 'note']);
  const timeline = (await key.get(`/api/contacts/${id}/timeline?kind=activities`)).json.items;
  expect(stream.facts.map((fact) => fact.id).reverse()).toEqual(timeline.map((entry: { id: string }) => entry.id));
  stream.close();
});

test('who comes back with the last id is told what came meanwhile, and not what was told', async ({ key, server, database }) => {
  const id = await contact(key);
  const first = await EventStream.open(server.origin, path(id), key.headers);
  await write(key, id, 'seen');
  await first.until(() => first.facts.length === 1);
  first.close();
  const missed: string[] = [];
  for (const text of ['missed', 'missed, too']) missed.push((await write(key, id, text)).json.id);
  const last = first.ids[0] ?? '';
  for (const [where, headers] of [[path(id), { ...key.headers, 'last-event-id': last }], [`${path(id)}&after=${last}`, key.headers]] as const) {
    const again = await EventStream.open(server.origin, where, headers);
    const told = () => again.facts.map((fact) => fact.id);
    await again.until(() => missed.every((one) => told().includes(one)));
    if (database === 'sqlite') expect(told()).toEqual(missed); // with many writers some are told twice
    again.close();
  }
});

test('a stream is opened by those who see the contact, with words for the others', async ({ admin, key, server }) => {
  const id = await contact(key);
  const stranger = new Client(server.origin);
  expect((await stranger.get(path(id))).status).toBe(401);
  const own = await makeOwner(admin);
  expect((await own.get(path(id))).status).toBe(404);
  expect((await key.get('/api/live')).json.issues[0].path).toBe('contact_id');
  expect((await key.get(path('01890000-0000-7000-8000-000000000000'))).status).toBe(404);
  expect((await key.get(path(id), { headers: { 'last-event-id': 'yesterday' } })).status).toBe(422);
});

test('one key follows a dozen pages at once, and those that are closed count no more', async ({ admin, server }) => {
  const caller = new Client(server.origin).withKey(await makeKey(admin, { name: 'many', role: 'administrator' }));
  const id = await contact(caller);
  const streams = await Promise.all(Array.from({ length: 12 }, () => EventStream.open(server.origin, path(id), caller.headers)));
  const refused = await caller.get(path(id));
  expect(refused.status).toBe(429);
  expect(refused.json.detail).toContain('Close some');
  await write(caller, id, 'to all');
  await Promise.all(streams.map((stream) => stream.until(() => stream.has('note'), 1_000)));
  for (const stream of streams.slice(0, 6)) stream.close();
  await expect.poll(async () => {
    const stream = await EventStream.open(server.origin, path(id), caller.headers).catch(() => undefined);
    stream?.close();
    return stream !== undefined;
  }).toBe(true);
  for (const stream of streams) stream.close();
});

test('many streams hold no worker: other requests are answered as ever', async ({ admin, server }) => {
  const callers = await Promise.all([1, 2, 3].map(async (n) => new Client(server.origin).withKey(await makeKey(admin, { name: `follower ${n}`, role: 'administrator' }))));
  const id = await contact(callers[0] as Client);
  const streams = (await Promise.all(callers.map((caller) => Promise.all(Array.from({ length: 10 }, () => EventStream.open(server.origin, path(id), caller.headers)))))).flat();
  await Promise.all(Array.from({ length: 50 }, () => callers[0]?.get(`/api/contacts/${id}`)));
  for (const stream of streams) stream.close();
});

test('a server that stops ends its streams, and does not wait for who listens', async ({ database }) => {
  const server = await Server.start({ engine: database });
  const admin = await setUp(server.origin);
  const stream = await EventStream.open(server.origin, path(await contact(admin)), admin.headers);
  const from = Date.now();
  expect(await server.quit()).toBe(0);
  expect(Date.now() - from).toBeLessThan(15_000); // a stream would stand for as long as its listener likes
  await stream.until(() => stream.ended);
  await server.remove();
});

test('the page of a segment is told that its members or its settings are others', async ({ admin, key, server }) => {
  const mark = `live-${Date.now()}`;
  const draft = { description: '', kind: 'custom', optional_conditions: [], active: true };
  const segment = (await key.post('/api/segments', { ...draft, name: mark, rule: `tags HAS "${mark}"` })).json;
  const other = (await key.post('/api/segments', { ...draft, name: `${mark} other`, rule: `tags HAS "${mark}-other"` })).json;
  const computed = async (id: string) => (await key.get(`/api/segments/${id}`)).json;
  for (const one of [segment, other]) await expect.poll(async () => (await computed(one.id)).computing, { timeout: 20_000 }).toBe(false);
  const stream = await EventStream.open(server.origin, `/api/live?segment_id=${segment.id}`, key.headers);
  const told = async (change: () => Promise<unknown>) => {
    const before = stream.segments.length;
    await change();
    await stream.until(() => stream.segments.length > before);
  };
  const person = (await key.post('/api/contacts', { email: uniqueEmail(), tags: [`${mark}-other`] })).json;
  await expect.poll(async () => (await computed(other.id)).members_count).toBe(1);
  expect(stream.segments).toEqual([]);
  await told(() => key.patch(`/api/contacts/${person.id}`, { tags: [mark] }));
  expect((await computed(segment.id)).members_count).toBe(1);
  await told(() => key.patch(`/api/contacts/${person.id}`, { tags: [] }));
  await told(async () => key.send('PATCH', `/api/segments/${segment.id}`, { body: { description: 'Told' }, headers: { 'if-match': `"${(await computed(segment.id)).version}"` } }));
  expect(new Set(stream.segments)).toEqual(new Set([segment.id]));
  await key.send('DELETE', `/api/segments/${segment.id}`, { headers: { 'if-match': `"${(await computed(segment.id)).version}"` } });
  await stream.until(() => stream.ended);

  expect((await key.get(`/api/live?segment_id=${segment.id}`)).status).toBe(404);
  expect((await new Client(server.origin).get(`/api/live?segment_id=${other.id}`)).status).toBe(401);
  const writer = new Client(server.origin).withKey(await makeKey(admin, { name: mark, kind: 'write' }));
  expect((await writer.get(`/api/live?segment_id=${other.id}`)).status).toBeGreaterThanOrEqual(401);
});

test('the stream of a company tells what happens to its people, to those who see them', async ({ admin, key, server }) => {
  const company = (await key.post('/api/companies', { name: `Mill ${Date.now()}` })).json.id;
  const employ = async (client: Client) => (await client.post('/api/contacts', { email: uniqueEmail(), company_id: company })).json.id;
  const [one, two, other] = [await employ(key), await employ(key), await contact(key)];
  const stream = await EventStream.open(server.origin, `/api/live?company_id=${company}`, key.headers);
  const own = await makeOwner(admin);
  const theirs = await employ(own);
  const blind = await EventStream.open(server.origin, `/api/live?company_id=${company}`, own.headers);
  for (const id of [one, two]) {
    const before = stream.facts.filter((fact) => fact.type === 'note').length;
    await write(key, other, 'not this');
    await write(key, id, 'this');
    await stream.until(() => stream.facts.filter((fact) => fact.type === 'note').length > before);
  }
  expect(stream.facts.filter((fact) => fact.type === 'note')).toHaveLength(2);
  await write(own, theirs, 'mine');
  await blind.until(() => blind.has('note'));
  expect(blind.facts.filter((fact) => fact.type === 'note')).toHaveLength(1);
  expect((await key.get('/api/live?company_id=01890000-0000-7000-8000-000000000000')).status).toBe(404);
  stream.close();
  blind.close();
});
