// A bulk change whose server is killed in the middle goes on where it was: every contact once, counts exact.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';

const contacts = 6000;

test('a bulk change that is killed three times changes every contact once and counts exactly', async ({ database }) => {
  test.setTimeout(300_000);
  const server = await Server.start({ engine: database });
  try {
    const admin = await setUp(server.origin);
    const client = new Client(server.origin).withKey(await makeKey(admin, { name: 'bulk', role: 'administrator' }));
    let made = 0;
    const writer = async () => {
      while (made < contacts) {
        made += 1;
        const answer = await client.post('/api/contacts', { first_name: `C${made}`, city: 'Killed' });
        expect(answer.status, answer.text).toBe(201);
      }
    };
    await Promise.all(Array.from({ length: 32 }, writer));
    const begun = await client.post('/api/contacts/bulk', { query: { city: 'Killed' }, action: 'set_field', field: 'job_title', value: 'Baker' });
    expect(begun.json.counts.total).toBe(made);
    const state = async () => (await client.get(`/api/change-sets/${begun.json.id}`)).json;
    for (let kill = 0; kill < 3; kill += 1) {
      const before = (await state()).counts.updated;
      for (let i = 0; i < 100 && (await state()).counts.updated === before; i += 1) await new Promise((r) => setTimeout(r, 10));
      await server.kill();
      await server.start();
    }
    await expect.poll(async () => (await state()).state, { timeout: 120_000 }).toBe('finished');
    expect((await state()).counts).toMatchObject({ total: made, updated: made, skipped: 0, unchanged: 0 });
    let rows = 0;
    for (let cursor = ''; ; ) {
      const page = (await client.get(`/api/change-sets/${begun.json.id}/contacts?limit=200${cursor && `&cursor=${cursor}`}`)).json;
      rows += page.items.length;
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    expect(rows).toBe(made);
    const sample = (await client.get('/api/contacts?city=Killed&limit=50')).json.items;
    for (const { id } of sample) {
      const changes = (await client.get(`/api/contacts/${id}/changes`)).json.items.filter((e: { type: string }) => e.type === 'contact_updated');
      expect(changes).toHaveLength(1);
    }
  } finally {
    await server.stop();
  }
});
