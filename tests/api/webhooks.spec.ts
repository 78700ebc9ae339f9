// Facts go to other systems: signed, once, in order for each contact, again when the receiver failed; or are fetched.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { Client, makeKey, setUp, uniqueEmail } from '../support/client.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';

interface Received { id: string; type: string; contact: string; verified: boolean; body: string; headers: IncomingMessage['headers'] }

class Receiver {
  received: Received[] = [];
  answers: number[] = []; // given first, then 204
  secrets: string[] = [];
  private server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => { body += piece; });
    request.on('end', () => {
      const status = this.answers.shift() ?? 204;
      const id = String(request.headers['webhook-id']);
      const signed = this.secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64')).update(`${id}.${request.headers['webhook-timestamp']}.${body}`).digest('base64')}`);
      const verified = String(request.headers['webhook-signature']).split(' ').some((one) => signed.includes(one));
      const fact = JSON.parse(body);
      if (status < 300) this.received.push({ id, type: fact.type, contact: fact.data.contact_id, verified, body, headers: request.headers });
      response.writeHead(status, status === 503 ? { 'retry-after': '1' } : {}).end();
    });
  });
  async start() { await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done)); }
  get url() { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`; }
  stop() { this.server.close(); this.server.closeAllConnections(); }
}

// A server that may reach this machine, as the program's default forbids.
const test = base.extend<{ receiver: Receiver }, { open: { key: Client; server: Server } }>({
  open: [async ({ database }, use) => {
    const server = await Server.start({ engine: database, environment: { RAPPORT_WEBHOOKS_PRIVATE_ADDRESSES: 'true' } });
    const admin = await setUp(server.origin);
    await use({ server, key: new Client(server.origin).withKey(await makeKey(admin, { name: 'tests', role: 'administrator' })) });
    await server.stop();
  }, { scope: 'worker', timeout: 90_000 }],
  receiver: async ({}, use) => {
    const receiver = new Receiver();
    await receiver.start();
    await use(receiver);
    receiver.stop();
  },
});

async function hook(key: Client, receiver: Receiver, types: string[]) {
  const made = await key.post('/api/webhooks', { url: receiver.url, types, description: 'test' });
  expect(made.status, made.text).toBe(201);
  receiver.secrets.push(made.json.secret);
  expect((await key.get(`/api/webhooks/${made.json.id}`)).json.secret ?? null).toBeNull();
  return made.json;
}
const create = async (key: Client) => (await key.post('/api/contacts', { email: uniqueEmail(), first_name: 'Ada' })).json;

test('a fact reaches the receiver at once, signed, and not what it did not ask for', async ({ open: { key }, receiver }) => {
  const made = await hook(key, receiver, ['contact_created']);
  const contact = await create(key);
  await key.patch(`/api/contacts/${contact.id}`, { city: 'Lyon' });
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]).toMatchObject({ type: 'contact_created', contact: contact.id, verified: true });
  await expect.poll(async () => (await key.get(`/api/webhooks/${made.id}/deliveries`)).json.items[0].state).toBe('delivered');
  const log = (await key.get(`/api/webhooks/${made.id}/deliveries`)).json.items;
  expect(log).toHaveLength(1);
  expect(log[0]).toMatchObject({ status: 204, attempts: 1 });
  await key.delete(`/api/webhooks/${made.id}`);
});

test('a receiver that fails gets it again, with the same id, and the next fact of the contact waits for its turn', async ({ open: { key }, receiver }) => {
  const made = await hook(key, receiver, ['contact_created', 'contact_updated']);
  receiver.answers = [500];
  const contact = await create(key);
  await key.patch(`/api/contacts/${contact.id}`, { city: 'Lyon' });
  await expect.poll(() => receiver.received.map((one) => one.type), { timeout: 12_000 }).toEqual(['contact_created', 'contact_updated']);
  await expect.poll(async () => (await key.get(`/api/webhooks/${made.id}`)).json.failing_since ?? null).toBeNull();
  const log = (await key.get(`/api/webhooks/${made.id}/deliveries`)).json.items;
  const tried = await key.get(`/api/webhooks/${made.id}/deliveries/${log.at(-1).id}/attempts`);
  expect(tried.json.items.map((one: { status: number; error: string }) => [one.status, one.error])).toEqual([[204, ''], [500, 'The receiver answered 500.']]);
  await key.delete(`/api/webhooks/${made.id}`);
});

test('a receiver that is gone for good is not asked again', async ({ open: { key }, receiver }) => {
  const made = await hook(key, receiver, ['contact_created']);
  receiver.answers = [410];
  await create(key);
  await expect.poll(async () => (await key.get(`/api/webhooks/${made.id}`)).json.active, { timeout: 5_000 }).toBe(false);
  expect((await key.get(`/api/webhooks/${made.id}`)).json.disabled_reason).toContain('410');
  const on = await key.patch(`/api/webhooks/${made.id}`, { active: true });
  expect(on.json).toMatchObject({ active: true });
  expect(on.json.disabled_reason ?? null).toBeNull();
  await key.delete(`/api/webhooks/${made.id}`);
});

test('while a secret is being replaced both sign; a test and a replay can be asked for', async ({ open: { key }, receiver }) => {
  const from = new Date(Date.now() - 1_000).toISOString();
  const contact = await create(key);
  const made = await hook(key, receiver, ['contact_created', 'webhook.test']);
  const rotated = await key.post(`/api/webhooks/${made.id}/rotate_secret`);
  expect(rotated.json.secret).not.toBe(made.secret);
  await key.post(`/api/webhooks/${made.id}/test`);
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]).toMatchObject({ type: 'webhook.test', verified: true }); // by the first secret
  expect(String(receiver.received[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  const again = await key.post(`/api/webhooks/${made.id}/replay`, { from, to: new Date(Date.now() + 1_000).toISOString() });
  expect(again.status, again.text).toBeLessThan(300);
  await expect.poll(() => receiver.received.some((one) => one.contact === contact.id), { timeout: 8_000 }).toBe(true);
  await key.delete(`/api/webhooks/${made.id}`);
});

test('the published verifier of Standard Webhooks takes the signatures, those of both secrets while one is replaced, and none that was changed', async ({ open: { key }, receiver }) => {
  const made = await hook(key, receiver, ['webhook.test']);
  const received = async (count: number) => {
    await key.post(`/api/webhooks/${made.id}/test`);
    await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBe(count);
    const { body, headers } = receiver.received[count - 1] as Received;
    return { body, headers: Object.fromEntries(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])])) };
  };
  const first = await received(1);
  expect(new Verifier(made.secret).verify(first.body, first.headers)).toMatchObject({ type: 'webhook.test' });
  expect(() => new Verifier(made.secret).verify(`${first.body} `, first.headers)).toThrow();
  expect(() => new Verifier(made.secret).verify(first.body, { ...first.headers, 'webhook-id': 'msg_other' })).toThrow();
  const { secret } = (await key.post(`/api/webhooks/${made.id}/rotate_secret`)).json;
  expect(() => new Verifier(secret).verify(first.body, first.headers)).toThrow();
  const second = await received(2);
  for (const one of [made.secret, secret]) expect(new Verifier(one).verify(second.body, second.headers)).toMatchObject({ type: 'webhook.test' });
  await key.delete(`/api/webhooks/${made.id}`);
});

test('an address within the house is not reached unless the server is told that it may', async ({ key, receiver }) => {
  const made = await hook(key, receiver, []);
  await key.post(`/api/webhooks/${made.id}/test`);
  await expect.poll(async () => (await key.get(`/api/webhooks/${made.id}/deliveries`)).json.items[0].error, { timeout: 5_000 }).toMatch(/address/i);
  expect(receiver.received).toHaveLength(0);
  for (const url of ['ftp://example.com', 'nonsense', 'javascript:alert(1)', ''])
    expect((await key.post('/api/webhooks', { url })).status, url).toBe(422);
  await key.delete(`/api/webhooks/${made.id}`);
});

test('the change feed gives every fact once, from where one was, and waits for the next', async ({ open: { key } }) => {
  const now = (await key.get('/api/changes?after=now')).json.after;
  const first = await create(key);
  const page = (await key.get(`/api/changes?after=${now}`)).json;
  expect(page.items.map((fact: { type: string }) => fact.type)).toContain('contact_created');
  expect(page.items[0].contact_id).toBe(first.id);
  const waiting = key.get(`/api/changes?after=${page.after}&wait=10&types=contact_created`);
  await new Promise((done) => setTimeout(done, 300));
  const begun = Date.now();
  const second = await create(key);
  const answer = (await waiting).json;
  expect(Date.now() - begun).toBeLessThan(9_000); // it answers before its ten seconds are over
  expect(answer.items.map((fact: { contact_id: string }) => fact.contact_id)).toEqual([second.id]);
  // What follows of itself (scores) may come, but nothing twice, and no note of the product to itself.
  const later = (await key.get(`/api/changes?after=${answer.after}`)).json.items as { id: string; type: string }[];
  const seen = new Set([...page.items, ...answer.items].map((fact: { id: string }) => fact.id));
  for (const fact of later) {
    expect(seen).not.toContain(fact.id);
    expect(['contact_created', 'scores_changed', 'facts_moved']).not.toContain(fact.type);
  }
  expect((await key.get('/api/changes?after=nonsense')).status).toBe(422);
});
