// The file in which segments keep their columns for the next start: a server that is killed while it writes the file
// leaves the one before, a whole new one, or none, and the next start counts everybody rightly. 6 kills in a normal run,
// 30 with LONG=1, every other at the moment at which the new file is there and not in its place. CRASH_SEED repeats a run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey } from '../support/client.ts';
import { importContacts, randomFrom, seed, startToKill } from '../support/killing.ts';

const kills = process.env.LONG ? 30 : 6;
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));

test(`segments count rightly after ${kills} kills while their columns are written`, async ({ database }) => {
  test.setTimeout(kills * 20_000 + 180_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const killed = await startToKill(database);
  const { server, client } = killed;
  const file = join(server.folder, 'segments.columns');
  try {
    const key = await makeKey(client, { name: 'Shop server', kind: 'write' });
    const sender = new Client(server.origin, { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
    const people = Array.from({ length: 2_000 }, (_, n) => `user-${n},person${n}@example.org,City ${n % 50}`);
    await importContacts(client, ['external_id,email,city', ...people]);
    const clicks = new Map<string, number>();
    const counted = async () => {
      const seen = await client.post('/api/segments/preview', { rule: 'DID Clicked AT LEAST 2 TIMES', sample: 0 });
      return [seen.json.engine, seen.json.count, seen.json.total];
    };
    let seenWriting = 0;
    for (let round = 0; round < kills; round += 1) {
      const batch = Array.from({ length: 60 }, (_, n) => {
        const userId = `user-${Math.floor(next() * 150)}`;
        clicks.set(userId, (clicks.get(userId) ?? 0) + 1);
        return { type: 'track', event: 'Clicked', messageId: `${round}-${n}`, userId };
      });
      const answer = await sender.post('/v1/batch', { batch });
      expect(answer.status, answer.text).toBe(200);
      const wanted = ['columns', [...clicks.values()].filter((n) => n >= 2).length, people.length];
      if (round % 3 > 0) await expect.poll(counted, { timeout: 30_000, intervals: [50] }).toEqual(wanted);
      const ended = server.quit();
      if (round % 2 === 0) {
        const until = Date.now() + 5_000;
        while (!existsSync(`${file}.new`) && Date.now() < until && server.pid && existsSync(`/proc/${server.pid}/fd`)) await pause(0);
        if (existsSync(`${file}.new`)) seenWriting += 1;
      } else {
        await pause(next() * 120);
      }
      await server.kill();
      await ended;
      await killed.start();
      await expect.poll(counted, { timeout: 30_000, intervals: [50] }).toEqual(wanted);
    }
    expect(seenWriting).toBeGreaterThan(0);
    // Ended in peace, it goes on with the file.
    await server.quit();
    expect(existsSync(file)).toBe(true);
    expect(existsSync(`${file}.new`)).toBe(false);
    server.output = '';
    await killed.start();
    await expect.poll(counted, { timeout: 30_000, intervals: [50] }).toEqual(['columns', [...clicks.values()].filter((n) => n >= 2).length, people.length]);
    expect(server.output).toContain('Segments go on with the columns that were kept.');
  } finally {
    await server.stop();
  }
});
