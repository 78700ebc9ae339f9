// Several processes on one PostgreSQL: schedules and beats run in the one that leads; when it is killed, another
// leads within the lease and a try, and goes on. A SQLite file has one process.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { type Engine, postgresTool, Server } from '../support/server.ts';

const leads = async (server: Server): Promise<boolean> =>
  (await fetch(`${server.origin}/readyz`).then((r) => r.json())).leads === true;
const gauge = async (server: Server): Promise<string | undefined> =>
  /^rapport_leads (\d)/m.exec(await fetch(`${server.origin}/metrics`).then((r) => r.text()))?.[1];

// Two servers on one database, and a caller of each with the same key.
async function startTwo(engine: Engine, words: string[] = []) {
  const environment = { RAPPORT_SECRET_KEY: '7'.repeat(64) };
  const first = await Server.start({ engine, environment, arguments: words });
  const second = await Server.start({ engine, environment, arguments: words, databaseUrl: first.databaseUrl });
  const key = await makeKey(await setUp(first.origin), { name: 'two', role: 'administrator' });
  const caller = (server: Server) => new Client(server.origin).withKey(key);
  return { first, second, caller, stop: async () => { await second.stop(); await first.stop(); } };
}

test('when the leader is killed another leads within the lease, seals the audit log, and keeps the lead', { tag: '@postgres' }, async ({ database }) => {
  test.setTimeout(120_000);
  const { first, second, caller, stop } = await startTwo(database);
  try {
    expect([await leads(first), await leads(second)]).toEqual([true, false]);
    expect([await gauge(first), await gauge(second)]).toEqual(['1', '0']);
    const client = caller(second);
    const unsealed = async () => (await client.get('/api/audit/verify')).json.unsealed;
    expect((await client.post('/api/contacts', { email: 'before@example.com' })).status).toBe(201);
    await expect.poll(unsealed, { timeout: 10_000 }).toBe(0);

    await first.kill();
    const killed = Date.now();
    // Requests are served meanwhile; what they write to the audit log waits for the next leader.
    expect((await client.post('/api/contacts', { email: 'meanwhile@example.com' })).status).toBe(201);
    expect(await leads(second)).toBe(false);
    expect(await unsealed()).toBeGreaterThan(0);
    await expect.poll(() => leads(second), { timeout: 30_000, intervals: [100] }).toBe(true);
    const taken = (Date.now() - killed) / 1000;
    console.log(`another process led after ${taken.toFixed(1)} s`);
    expect(taken).toBeLessThan(20);
    expect(await gauge(second)).toBe('1');
    await expect.poll(unsealed, { timeout: 10_000 }).toBe(0);
    expect((await client.get('/api/audit/verify')).json.ok).toBe(true);

    await first.start();
    expect([await leads(first), await leads(second)]).toEqual([false, true]);
    // A leader that ends in peace gives the lead back: nobody waits for the lease.
    await second.quit();
    await expect.poll(() => leads(first), { timeout: 6_000, intervals: [100] }).toBe(true);
  } finally {
    await stop();
  }
});

test('schedules run once in two processes, and go on in the other when the leader is killed', { tag: '@postgres' }, async ({ database }) => {
  test.setTimeout(120_000);
  const { first, second, caller, stop } = await startTwo(database, ['--test-clock']);
  const name = new URL(first.databaseUrl ?? '').pathname.slice(1);
  // How often the schedule began its work, and how much of that is not done.
  const upkeep = async () => (await postgresTool('psql', ['-At', '-d', name, '-c',
    "select count(*), count(*) filter (where state <> 'completed') from jobs where kind = 'upkeep'"])).trim();
  const advance = async (servers: Server[], seconds: number) => {
    for (const answer of await Promise.all(servers.map((s) => caller(s).post('/api/test-clock', { advance_seconds: seconds }))))
      expect(answer.status, answer.text).toBeLessThan(300);
  };
  const one = async () => Number(await leads(first)) + Number(await leads(second));
  try {
    const before = Number((await upkeep()).split('|')[0]);
    for (let round = 1; round <= 3; round += 1) {
      await advance([first, second], 3700);
      await expect.poll(upkeep, { timeout: 20_000 }).toBe(`${before + round}|0`);
      // One clock is moved before the other, so the lease may pass: within a try one of them knows that it leads.
      await expect.poll(one, { timeout: 10_000 }).toBe(1);
    }
    const [leader, other] = (await leads(first)) ? [first, second] : [second, first];
    await leader.kill();
    expect(await leads(other)).toBe(false);
    await advance([other], 3700);
    await expect.poll(() => leads(other), { timeout: 10_000 }).toBe(true);
    await expect.poll(upkeep, { timeout: 20_000 }).toBe(`${before + 4}|0`);
  } finally {
    await stop();
  }
});
