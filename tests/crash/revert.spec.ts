// SIGKILL in the middle of the revert of an import: it goes on by itself, every contact is taken back once, and the
// base is what it was before the import.
import { expect, test } from '../support/fixtures.ts';
import { importContacts, startToKill } from '../support/killing.ts';

const kills = 3; // the job is tried five times
const known = 1_000;
const lines = process.env.LONG ? 40_000 : 6_000;

test('a revert that is killed goes on and counts exactly', async ({ database }) => {
  test.setTimeout(kills * 60_000 + 360_000);
  const { server, client: key, restart } = await startToKill(database);
  try {
    const status = async (id: string) => (await key.get(`/api/imports/${id}`)).json.status;
    const imported = (count: number, city: string) =>
      importContacts(key, ['email,first_name,city,tags', ...Array.from({ length: count }, (_, i) => `p${i}@example.com,N${i},${city},${city}`)]);
    const exported = async () => (await key.get('/api/contacts/export')).text.split('\r\n').map((line) => line.slice(0, line.lastIndexOf(','))).join('\n');
    await imported(known, 'Lyon');
    const before = await exported();
    const id = await imported(lines, 'Hue');
    expect(await exported()).not.toBe(before);
    expect((await key.post(`/api/imports/${id}/revert`)).json.status).toBe('reverting');
    const report = async () => (await key.get(`/api/imports/${id}/revert`)).json;
    let seen = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await expect.poll(async () => (await report()).done, { timeout: 150_000, intervals: [10] }).toBeGreaterThan(seen);
      if (await status(id) === 'reverted') break;
      await restart();
      seen = (await report()).done;
    }
    await expect.poll(() => status(id), { timeout: 180_000, intervals: [50] }).toBe('reverted');
    const done = await report();
    expect(done).toMatchObject({ state: 'finished', kept: 0, total: lines, done: lines });
    expect(done.counts).toMatchObject({ deleted: lines - known, updated: known, skipped: 0 });
    expect(await exported()).toBe(before);
    expect((await key.get('/api/contacts?limit=1&count=exact')).json.total.value).toBe(known);
  } finally {
    await server.stop();
  }
});
