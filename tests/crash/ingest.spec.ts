// Facts from outside while the server is killed and while its database is away: each message that was answered is
// there once, and after the clients repeated what nobody answered, every message is there once. 5 kills in a normal
// run, 20 with LONG=1. CRASH_SEED repeats a run.
import { expect, test } from '../support/fixtures.ts';
import { type Answer, Client, makeKey, setUp } from '../support/client.ts';
import { startCluster } from '../support/cluster.ts';
import { allOf, randomFrom, seed, startToKill } from '../support/killing.ts';
import { Server } from '../support/server.ts';

const kills = process.env.LONG ? 20 : 5;
const senders = 12;
const users = 24;
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));

interface Load {
  sent: string[];
  answered: Set<string>;
  refusals: Answer[];
  batches: object[][];
  end: () => Promise<void>; // after the last answer
  giveUp: () => Promise<void>; // now, without repeating what was not answered
}

// Clients as they should be: each sends batches one after the other, and the same one again until it is answered.
function startSenders(client: Client, run: string): Load {
  const nothing = async () => undefined;
  const load: Load = { sent: [], answered: new Set(), refusals: [], batches: [], end: nothing, giveUp: nothing };
  let on = true;
  let repeats = true;
  const send = async (name: string) => {
    for (let n = 0; on; n += 1) {
      const batch = Array.from({ length: 1 + (n * 7) % 30 }, (_, i) => ({
        type: 'track', event: 'Clicked', messageId: `${run}-${name}-${n}-${i}`, userId: `user-${(n + i) % users}`, properties: { n, i },
      }));
      const ids = batch.map((m) => m.messageId);
      load.sent.push(...ids);
      load.batches.push(batch);
      do {
        const answer = await client.post('/v1/batch', { batch, sentAt: new Date().toISOString() }).catch((error) => {
          if (error instanceof TypeError) return undefined; // the connection broke
          throw error;
        });
        if (answer?.status === 200) {
          expect(answer.json.accepted + answer.json.duplicates, answer.text).toBe(batch.length);
          for (const id of ids) load.answered.add(id);
          break;
        }
        if (answer) load.refusals.push(answer);
        if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`${answer.status} ${answer.text}`);
        await pause(answer ? Number(answer.headers.get('retry-after') ?? 0) * 200 : 10);
      } while (repeats);
    }
  };
  const all = Promise.all(Array.from({ length: senders }, (_, s) => send(`s${s}`)));
  all.catch(() => undefined); // told by end()
  load.end = async () => { on = false; await all; };
  load.giveUp = async () => { repeats = false; await load.end(); };
  return load;
}

const sender = async (admin: Client, origin: string) => {
  const key = await makeKey(admin, { name: 'Shop server', kind: 'write' });
  return new Client(origin, { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
};

// How often each message stands in the timelines of all contacts.
async function countAll(client: Client): Promise<Map<string, number>> {
  const contacts = await allOf<{ id: string }>(client, '/api/contacts');
  const counts = new Map<string, number>();
  for (const { id } of contacts)
    for (const fact of await allOf<{ type: string; payload: { messageId: string } }>(client, `/api/contacts/${id}/timeline`))
      if (fact.type === 'Clicked') counts.set(fact.payload.messageId, (counts.get(fact.payload.messageId) ?? 0) + 1);
  return counts;
}
function expectOnce(counts: Map<string, number>, wanted: Iterable<string>, what: string): void {
  const twice = [...counts].filter(([, count]) => count !== 1);
  expect(twice, `${what}: there more than once`).toEqual([]);
  const lost = [...wanted].filter((id) => !counts.has(id));
  expect(lost, `${what}: lost`).toEqual([]);
}

test(`every answered message is there once when the server is killed ${kills} times under ${senders} senders`, async ({ database }) => {
  test.setTimeout(kills * 15_000 + 120_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const killed = await startToKill(database);
  try {
    const load = startSenders(await sender(killed.client, killed.server.origin), 'kill');
    for (let round = 0; round < kills; round += 1) {
      const { size } = load.answered;
      await expect.poll(() => load.answered.size, { timeout: 10_000, intervals: [10] }).toBeGreaterThan(size);
      await pause(next() * 900);
      await killed.server.kill();
      await killed.start();
    }
    await pause(300);
    await load.end();
    expect(load.sent.length).toBeGreaterThan(kills * 20);
    expect(load.answered.size).toBe(load.sent.length);
    const counts = await countAll(killed.client);
    expectOnce(counts, load.sent, `${load.sent.length} messages`);
    expect(counts.size).toBe(load.sent.length);
    expect((await killed.client.get('/api/quarantine')).json.items).toEqual([]);
  } finally {
    await killed.server.stop();
  }
});

test('what a killed server had answered is there when it starts, before anybody repeats anything', async ({ database }) => {
  test.setTimeout(90_000);
  const next = randomFrom(seed + 1);
  const killed = await startToKill(database);
  try {
    const client = await sender(killed.client, killed.server.origin);
    const load = startSenders(client, 'first');
    await expect.poll(() => load.answered.size, { timeout: 30_000, intervals: [10] }).toBeGreaterThan(100);
    await pause(next() * 700);
    await killed.server.kill();
    await load.giveUp();
    await killed.start();
    expectOnce(await countAll(killed.client), load.answered, 'after the start');
    for (const batch of load.batches) expect((await client.post('/v1/batch', { batch })).status).toBe(200);
    const counts = await countAll(killed.client);
    expectOnce(counts, load.sent, 'after the repeats');
    expect(counts.size).toBe(load.sent.length);
  } finally {
    await killed.server.stop();
  }
});

test('while PostgreSQL is away senders are told to come back, and then everything lands once', { tag: '@postgres' }, async () => {
  test.setTimeout(120_000);
  const cluster = await startCluster();
  let server: Server | undefined;
  try {
    server = await Server.start({ engine: 'postgres', databaseUrl: cluster.url });
    const client = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'away', role: 'administrator' }));
    const load = startSenders(await sender(client, server.origin), 'away');
    for (let round = 0; round < 3; round += 1) {
      await pause(700);
      const before = load.refusals.length;
      await cluster.stop();
      await expect.poll(() => load.refusals.length, { timeout: 15_000 }).toBeGreaterThan(before + senders);
      await cluster.start();
      const { size } = load.answered;
      await expect.poll(() => load.answered.size, { timeout: 30_000 }).toBeGreaterThan(size + 100);
    }
    await load.end();
    for (const refusal of load.refusals) {
      expect(refusal.status, refusal.text).toBe(503);
      expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(load.answered.size).toBe(load.sent.length);
    const counts = await countAll(client);
    expectOnce(counts, load.sent, `${load.sent.length} messages`);
    expect(counts.size).toBe(load.sent.length);
  } finally {
    await server?.quit();
    await cluster.remove();
  }
});
