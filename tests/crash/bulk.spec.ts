// A bulk change whose server is killed in the middle goes on where it was: every contact once, counts exact. So does
// its undo.
import { expect, test } from '../support/fixtures.ts';
import { allOf, importContacts, randomFrom, seed, startToKill } from '../support/killing.ts';

test('a bulk change and its undo that are killed again and again change every contact once and count exactly', async ({ database }) => {
  test.setTimeout(300_000);
  // As many as keep the server busy for a second or two; PostgreSQL answers each statement over a socket.
  const contacts = (process.env.LONG ? 5 : 1) * (database === 'sqlite' ? 6_000 : 1_500);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const { server, client, restart } = await startToKill(database);
  try {
    await importContacts(client, ['first_name,city', ...Array.from({ length: contacts }, (_, i) => `C${i},Killed`)]);
    const state = async (id: string) => (await client.get(`/api/change-sets/${id}`)).json;
    // Three kills, each at a random moment after some more of it was done.
    const kill = async (id: string) => {
      let kills = 0;
      for (; kills < 3; kills += 1) {
        const before = (await state(id)).counts.updated;
        await expect.poll(async () => (await state(id)).counts.updated, { timeout: 60_000, intervals: [5] }).toBeGreaterThan(before);
        await new Promise((r) => setTimeout(r, next() * 150));
        if ((await state(id)).state !== 'open') break;
        await restart();
      }
      expect(kills, 'it was over before it could be killed').toBeGreaterThan(0);
      await expect.poll(async () => (await state(id)).state, { timeout: 120_000, intervals: [50] }).toBe('finished');
      expect((await state(id)).counts).toMatchObject({ total: contacts, updated: contacts, skipped: 0, unchanged: 0, reasons: {} });
      const rows = await allOf<{ contact_id: string }>(client, `/api/change-sets/${id}/contacts`);
      expect(new Set(rows.map((row) => row.contact_id)).size).toBe(contacts);
      expect(rows).toHaveLength(contacts);
    };
    const begun = (await client.post('/api/contacts/bulk', { query: { city: 'Killed' }, action: 'set_field', field: 'job_title', value: 'Baker' })).json;
    expect(begun.counts.total).toBe(contacts);
    await kill(begun.id);
    const undo = await client.post(`/api/change-sets/${begun.id}/undo`);
    expect(undo.status, undo.text).toBe(200);
    await kill(undo.json.id);
    expect((await state(begun.id)).undone_by).toBe(undo.json.id);

    for (const { id, job_title } of (await client.get('/api/contacts?city=Killed&limit=50')).json.items) {
      expect(job_title ?? null).toBeNull();
      const changes = (await client.get(`/api/contacts/${id}/changes`)).json.items.filter((e: { type: string }) => e.type === 'contact_updated');
      expect(changes.map((e: { payload: { changes: unknown[] } }) => e.payload.changes)).toEqual([
        [{ field: 'job_title', from: 'Baker', to: null }], [{ field: 'job_title', from: null, to: 'Baker' }],
      ]);
    }
    expect(await server.cli(['audit', 'verify'])).toBeTruthy();
  } finally {
    await server.stop();
  }
});
