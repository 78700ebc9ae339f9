// SIGKILL in the middle of an import: it goes on by itself behind the last committed line, and nobody is there
// twice. 3 kills in a normal run, 30 with LONG=1.
import { expect, test } from '../support/fixtures.ts';
import { startToKill } from '../support/killing.ts';

const kills = process.env.LONG ? 30 : 3;
const lines = process.env.LONG ? 60_000 : 30_000;

test(`an import survives ${kills} kills without a double row`, async ({ database }) => {
  test.setTimeout(kills * 60_000 + 180_000);
  const { server, client: key, restart } = await startToKill(database);
  try {
    // Names alone have nothing that would refuse a second copy of them.
    const csv = ['first_name,last_name,email', ...Array.from({ length: lines }, (_, i) => `N${i},${i % 2 ? 'Odd' : 'Even'},${i % 3 ? '' : `p${i}@example.com`}`)].join('\n');
    const draft = await key.send('POST', '/api/imports/contacts?filename=crash.csv', { raw: csv, headers: { 'content-type': 'text/csv' } });
    const { id } = draft.json.import;
    await expect.poll(async () => (await key.get(`/api/imports/${id}`)).json.status, { timeout: 30_000, intervals: [50] }).toBe('draft');
    expect((await key.post(`/api/imports/${id}/run`)).status).toBe(200);
    let seen = 0;
    let inTheMiddle = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const state = async () => (await key.get(`/api/imports/${id}`)).json;
      const moved = async () => {
        const now = await state();
        return now.status === 'completed' || now.lines_done > seen;
      };
      await expect.poll(moved, { timeout: 60_000, intervals: [20] }).toBe(true);
      const now = await state();
      if (now.status === 'completed') break;
      if (now.lines_done < lines) inTheMiddle += 1;
      await restart();
      const after = await state();
      expect(after.lines_done).toBeGreaterThanOrEqual(now.lines_done);
      seen = after.lines_done;
    }
    expect(inTheMiddle).toBeGreaterThan(0);
    await expect.poll(async () => (await key.get(`/api/imports/${id}`)).json.status, { timeout: 120_000, intervals: [50] }).toBe('completed');
    const done = (await key.get(`/api/imports/${id}`)).json;
    expect(done.lines_done).toBe(lines);
    expect(done.counts).toEqual({ created: lines });
    expect((await key.get('/api/contacts?limit=1&count=exact')).json.total.value).toBe(lines);
    for (const name of ['N0', `N${lines - 1}`]) expect((await key.get(`/api/contacts?search=${name}`)).status).toBe(200);
  } finally {
    await server.stop();
  }
});
