// Who enters a segment is told once, however often the server dies while facts come in: each contact that meets the rule
// in the end is a member and has entered once. 4 kills in a normal run, 20 with LONG=1. CRASH_SEED repeats a run.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey } from '../support/client.ts';
import { allOf, randomFrom, seed, startToKill } from '../support/killing.ts';

const kills = process.env.LONG ? 20 : 4;
const users = 40;
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));

test(`every member has entered once when the server is killed ${kills} times while facts come in`, async ({ database }) => {
  test.setTimeout(kills * 15_000 + 120_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const killed = await startToKill(database);
  try {
    const key = await makeKey(killed.client, { name: 'Shop server', kind: 'write' });
    const sender = new Client(killed.server.origin, { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
    const made = await killed.client.post('/api/segments', { name: 'Busy', rule: 'DID Clicked AT LEAST 3 TIMES IN LAST 365 days' });
    expect(made.status, made.text).toBe(201);
    const clicks = new Map<string, number>();
    let on = true;
    const send = async (name: string) => {
      for (let n = 0; on; n += 1) {
        const user = `user-${Math.floor(next() * users)}`;
        const message = { type: 'track', event: 'Clicked', messageId: `${name}-${n}`, userId: user };
        for (;;) {
          const answer = await sender.post('/v1/batch', { batch: [message] }).catch((error) => {
            if (error instanceof TypeError) return undefined; // the connection broke
            throw error;
          });
          if (answer?.status === 200) break;
          if (answer && answer.status < 500 && answer.status !== 429) throw new Error(`${answer.status} ${answer.text}`);
          await pause(20);
        }
        clicks.set(user, (clicks.get(user) ?? 0) + 1);
        await pause(next() * 40);
      }
    };
    const all = Promise.all(['a', 'b', 'c', 'd'].map(send));
    all.catch(() => undefined);
    for (let round = 0; round < kills; round += 1) {
      await pause(300 + next() * 1_200);
      await killed.server.kill();
      await killed.start();
    }
    await pause(500);
    on = false;
    await all;
    const wanted = [...clicks].filter(([, count]) => count >= 3).map(([user]) => user).sort();
    expect(wanted.length).toBeGreaterThan(3);
    const contacts = new Map((await allOf<{ id: string; external_id: string }>(killed.client, '/api/contacts')).map((c) => [c.id, c.external_id]));
    const members = async () => (await allOf<{ contact_id: string }>(killed.client, `/api/segments/${made.json.id}/members`)).map((m) => contacts.get(m.contact_id)).sort();
    await expect.poll(members, { timeout: 30_000, intervals: [200] }).toEqual(wanted);
    for (const [id, user] of contacts) {
      const told = (await allOf<{ type: string }>(killed.client, `/api/contacts/${id}/timeline`)).map((f) => f.type).filter((t) => t.startsWith('segment_'));
      expect(told, user).toEqual(wanted.includes(user) ? ['segment_entered'] : []);
    }
  } finally {
    await killed.server.stop();
  }
});
