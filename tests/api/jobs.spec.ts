// Background work as the API shows it: to whom, in which order, and who may cancel it.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';

test('who may see background work pages through it, newest first; others see what they began', async ({ database }) => {
  const server = await Server.start({ engine: database, arguments: ['--test-clock'] });
  try {
    const admin = await setUp(server.origin);
    const open = new Client(server.origin);
    const [manager, marketer] = await Promise.all(['manager', 'marketer'].map(async (role) => open.withKey(await makeKey(admin, { name: role, role }))));
    const upkeep = async () => (await admin.get('/api/jobs?kind=upkeep&state=completed')).json.items;
    const begun: number = (await upkeep()).length;
    for (const round of [1, 2, 3]) {
      expect((await admin.post('/api/test-clock', { advance_seconds: 3700 })).status).toBe(200);
      await expect.poll(async () => (await upkeep()).length, { timeout: 20_000 }).toBe(begun + round);
    }
    const all = await upkeep();
    expect(all.map((j: { created_at: string }) => j.created_at)).toEqual(all.map((j: { created_at: string }) => j.created_at).sort().reverse());
    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await manager?.get(`/api/jobs?kind=upkeep&limit=1${cursor && `&cursor=${cursor}`}`);
      expect(page?.status, page?.text).toBe(200);
      paged.push(...page?.json.items.map((j: { id: string }) => j.id));
      cursor = page?.json.next_cursor ?? '';
    } while (cursor);
    expect(paged).toEqual(all.map((j: { id: string }) => j.id));

    const one = all[0];
    expect(one.finished_at >= one.started_at).toBe(true);
    expect(one.payload).toBeUndefined();
    expect((await admin.get('/api/jobs?mine=true')).json.items).toEqual([]);
    // A marketer began none of it: it is not there for them.
    expect((await marketer?.get('/api/jobs'))?.json.items).toEqual([]);
    expect((await marketer?.get(`/api/jobs/${one.id}`))?.status).toBe(404);
    expect((await marketer?.post(`/api/jobs/${one.id}/cancel`))?.status).toBe(404);
    expect((await manager?.get(`/api/jobs/${one.id}`))?.json.kind).toBe('upkeep');
    expect((await manager?.post(`/api/jobs/${one.id}/cancel`))?.status).toBe(403);
    const ended = await admin.post(`/api/jobs/${one.id}/cancel`);
    expect(ended.status).toBe(409);
    expect(ended.json.detail).toBe('This work has ended already.');

    const bad = await admin.get('/api/jobs?cursor=nonsense');
    expect(bad.status).toBe(422);
    expect(bad.json.issues[0].path).toBe('cursor');
    expect((await admin.get('/api/jobs?state=sleeping')).json.issues[0].path).toContain('state');
    expect((await open.get('/api/jobs')).status).toBe(401);
  } finally {
    await server.stop();
  }
});
