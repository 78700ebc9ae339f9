// SIGKILL in the middle of the revert of an import: it goes on by itself, every contact is taken back once, and the
// base is what it was before the import.
import { Client, makeKey, setUp } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';

const sqliteKills = process.env.LONG ? 10 : 3;
const known = 1_000;
const lines = process.env.LONG ? 40_000 : 6_000;

test('a revert that is killed goes on and counts exactly', async ({ database }) => {
  // Beside other processes the work of a dead one waits until its lease of a minute has run out.
  const kills = database === 'sqlite' ? sqliteKills : 1;
  test.setTimeout(kills * 60_000 + 360_000);
  const server = await Server.start({ engine: database });
  try {
    const admin = await setUp(server.origin);
    const secret = await makeKey(admin, { name: 'crash', role: 'administrator' });
    const key = () => new Client(server.origin).withKey(secret);
    const status = async (id: string) => (await key().get(`/api/imports/${id}`)).json.status;
    const imported = async (count: number, city: string) => {
      const csv = ['email,first_name,city,tags', ...Array.from({ length: count }, (_, i) => `p${i}@example.com,N${i},${city},${city}`)].join('\n');
      const draft = await key().send('POST', '/api/imports/contacts?filename=crash.csv', { raw: csv, headers: { 'content-type': 'text/csv' } });
      const { id } = draft.json.import;
      await expect.poll(() => status(id), { timeout: 60_000 }).toBe('draft');
      expect((await key().post(`/api/imports/${id}/run`)).status).toBe(200);
      await expect.poll(() => status(id), { timeout: 120_000 }).toBe('completed');
      return id as string;
    };
    const exported = async () => (await key().get('/api/contacts/export')).text.split('\r\n').map((line) => line.slice(0, line.lastIndexOf(','))).join('\n');
    await imported(known, 'Lyon');
    const before = await exported();
    const id = await imported(lines, 'Hue');
    expect(await exported()).not.toBe(before);
    expect((await key().post(`/api/imports/${id}/revert`)).json.status).toBe('reverting');
    const report = async () => (await key().get(`/api/imports/${id}/revert`)).json;
    let seen = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await expect.poll(async () => (await report()).done, { timeout: 150_000, intervals: [10] }).toBeGreaterThan(seen);
      if (await status(id) === 'reverted') break;
      await server.kill();
      await server.start();
      seen = (await report()).done;
    }
    await expect.poll(() => status(id), { timeout: 180_000 }).toBe('reverted');
    const done = await report();
    expect(done).toMatchObject({ state: 'finished', kept: 0, total: lines, done: lines });
    expect(done.counts).toMatchObject({ deleted: lines - known, updated: known, skipped: 0 });
    expect(await exported()).toBe(before);
    expect((await key().get('/api/contacts?limit=1&count=exact')).json.total.value).toBe(known);
  } finally {
    await server.stop();
  }
});
