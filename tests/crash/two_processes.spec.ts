// Two processes on one PostgreSQL: what one takes in, listeners of the other are told, and the feed of facts gives
// everything once, also while somebody else's transaction stays open. A SQLite file has one process.
import { Client, makeKey, setUp, uniqueEmail } from '../support/client.ts';
import { EventStream } from '../support/event_stream.ts';
import { expect, test } from '../support/fixtures.ts';
import { type Engine, postgresTool, Server } from '../support/server.ts';

async function startTwo(engine: Engine) {
  const environment = { RAPPORT_SECRET_KEY: '7'.repeat(64) };
  const first = await Server.start({ engine, environment });
  const second = await Server.start({ engine, environment, databaseUrl: first.databaseUrl });
  const admin = await setUp(first.origin);
  const key = await makeKey(admin, { name: 'two', role: 'administrator' });
  const writeKey = await makeKey(admin, { name: 'shop', kind: 'write' });
  const caller = (server: Server) => new Client(server.origin).withKey(key);
  return { first, second, caller, writeKey, stop: async () => { await second.stop(); await first.stop(); } };
}

test('a fact that one process takes in reaches a listener of the other', { tag: '@postgres' }, async ({ database }) => {
  const { first, second, caller, stop } = await startTwo(database);
  try {
    const id = (await caller(first).post('/api/contacts', { email: uniqueEmail() })).json.id;
    const stream = await EventStream.open(second.origin, `/api/live?contact_id=${id}`, caller(second).headers);
    const times: number[] = [];
    for (let n = 1; n <= 5; ++n) {
      await caller(first).post(`/api/contacts/${id}/activities`, { type: 'note', text: `Number ${n}` });
      times.push(await stream.until(() => stream.facts.length >= n));
    }
    console.log(`told after ${times.join(', ')} ms`);
    expect(new Set(stream.facts.map((fact) => fact.id)).size).toBe(5);
    stream.close();
  } finally {
    await stop();
  }
});

test('two processes take facts in at once while another transaction stays open: the feed skips nothing', { tag: '@postgres' }, async ({ database }) => {
  test.setTimeout(120_000);
  const { first, second, caller, writeKey, stop } = await startTwo(database);
  try {
    const event = `Clicked ${Date.now()}`;
    const sent: string[] = [];
    let on = true;
    const send = async (server: Server, name: string) => {
      const client = new Client(server.origin);
      for (let n = 0; on; ++n) {
        const batch = Array.from({ length: 1 + (n * 5) % 12 }, (_, i) => ({ type: 'track', event, messageId: `${name}-${n}-${i}`, userId: `user-${(n + i) % 20}` }));
        sent.push(...batch.map((m) => m.messageId));
        for (;;) {
          const answer = await client.post('/v1/batch', { writeKey, batch });
          if (answer.status === 200) break;
          // Two that write one visitor at once, or more than a key may send in a second: sent again.
          expect([429, 503], answer.text).toContain(answer.status);
          if (answer.status === 429) await new Promise((resolve) => setTimeout(resolve, 300));
        }
      }
    };
    const seen: string[] = [];
    const arrivedWhileOpen = { count: 0 };
    let open = true;
    const follow = async () => {
      let after = (await caller(first).get('/api/changes?after=now')).json.after;
      for (let idle = 0; idle < 3;) {
        const page = (await caller(seen.length % 2 ? first : second).get(`/api/changes?after=${encodeURIComponent(after)}&types=${encodeURIComponent(event)}&wait=1&limit=200`)).json;
        after = page.after;
        for (const item of page.items) seen.push(item.payload.messageId);
        if (open) arrivedWhileOpen.count += page.items.length;
        idle = on || page.items.length ? 0 : idle + 1;
      }
    };
    const following = follow();
    await new Promise((r) => setTimeout(r, 300));
    // Somebody's transaction that has an id, writes nothing here, and takes its time.
    const name = new URL(first.databaseUrl ?? '').pathname.slice(1);
    const held = postgresTool('psql', ['-d', name, '-c', 'begin; select pg_current_xact_id(); select pg_sleep(4); commit']).then(() => { open = false; });
    await new Promise((r) => setTimeout(r, 300));
    const senders = [[first, 'a'], [first, 'b'], [second, 'c'], [second, 'd']].map(([server, who]) => send(server as Server, who as string));
    await held;
    const taken = sent.length;
    await new Promise((r) => setTimeout(r, 1_500));
    on = false;
    await Promise.all(senders);
    await following;
    console.log(`${taken} of ${sent.length} facts came while the transaction stood open; ${arrivedWhileOpen.count} of them were given before it ended`);
    expect(taken).toBeGreaterThan(50);
    expect(seen.length).toBe(new Set(seen).size);
    expect([...seen].sort()).toEqual([...sent].sort());
  } finally {
    await stop();
  }
});
