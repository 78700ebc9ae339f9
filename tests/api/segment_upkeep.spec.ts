// What keeps segments in order: lists after a merge, how long moves are kept, a server without columns.
import { makeKey, setUp, uniqueEmail, Client } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';

const unique = (name: string) => `${name} ${process.pid}-${Date.now().toString(36)}`;
const rule = (name: string, text: string) => ({ name: unique(name), description: '', kind: 'custom', rule: text, optional_conditions: [], active: true });

test('members of a list follow a merge and come back when it is undone', async ({ key }) => {
  const [one, other] = await Promise.all([0, 1].map(async () => (await key.post('/api/contacts', { email: uniqueEmail(), last_name: 'Twin' })).json.id));
  const lists: string[] = [];
  for (const members of [[one], [other], [one, other]]) {
    const made = await key.post('/api/segments', { name: unique(`List of ${members.length} ${lists.length}`), description: '', kind: 'list', rule: null, optional_conditions: [], active: true });
    expect(made.status, made.text).toBe(201);
    lists.push(made.json.id);
    expect((await key.post(`/api/segments/${made.json.id}/members`, { add: members })).json.added).toBe(members.length);
  }
  const members = async () => {
    const out: string[][] = [];
    for (const id of lists) out.push((await key.get(`/api/segments/${id}/members`)).json.items.map((one: { contact_id: string }) => one.contact_id).sort());
    return out;
  };
  const before = await members();
  const merged = await key.post(`/api/contacts/${one}/merge`, { other_id: other });
  expect(merged.status, merged.text).toBeLessThan(300);
  expect(merged.json.counts.lists, merged.text).toBe(2);
  expect(await members()).toEqual([[one], [one], [one]]);
  const undone = await key.post(`/api/merges/${merged.json.id}/undo`);
  expect(undone.status, undone.text).toBeLessThan(300);
  expect(await members()).toEqual(before);
});

test('how long comings and goings are kept is a setting with bounds', async ({ admin }) => {
  expect((await admin.get('/api/settings/segment_history')).json).toEqual({ days: 730 });
  const wrong = await admin.put('/api/settings/segment_history', { days: 20 });
  expect(wrong.status, wrong.text).toBe(422);
  expect(wrong.json.issues[0].path).toBe('days');
  expect((await admin.put('/api/settings/segment_history', { days: 365 })).json).toEqual({ days: 365 });
});

test('a server without columns counts, explains, lists and keeps members by the database alone', async ({ database }) => {
  test.setTimeout(150_000);
  const server = await Server.start({ engine: database, arguments: ['--engine', 'sql'] });
  try {
    const admin = await setUp(server.origin);
    const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'tests', role: 'administrator' }));
    const writeKey = await makeKey(admin, { name: 'shop', kind: 'write' });
    const ids: string[] = [];
    for (const user of ['anne', 'bob', 'carl']) ids.push((await key.post('/api/contacts', { email: `${user}@example.com`, external_id: user, country: user === 'carl' ? 'BE' : 'FR' })).json.id);
    const track = (userId: string) => new Client(server.origin).post('/v1/batch', { writeKey, batch: [{ type: 'track', event: 'Shop seen', userId }] });
    expect((await track('anne')).status).toBe(200);
    const preview = await key.post('/api/segments/preview', { rule: 'DID "Shop seen" AND country = FR' });
    expect(preview.json, preview.text).toMatchObject({ count: 1, total: 3, engine: 'sql' });
    expect(preview.json.sample).toHaveLength(1);
    const made = await key.post('/api/segments', rule('Visitors', 'DID "Shop seen" IN LAST 30 days'));
    expect(made.status, made.text).toBe(201);
    const members = async () => (await key.get(`/api/segments/${made.json.id}/members`)).json.items.map((one: { contact_id: string }) => one.contact_id).sort();
    await expect.poll(members, { timeout: 30_000 }).toEqual([ids[0]]);
    expect((await track('bob')).status).toBe(200);
    await expect.poll(members, { timeout: 60_000 }).toEqual([ids[0], ids[1]].sort());
    const told = await key.get(`/api/contacts/${ids[1]}/timeline?types=segment_entered`);
    expect(told.json.items, told.text).toHaveLength(1);
    const why = await key.get(`/api/segments/${made.json.id}/explain/${ids[1]}`);
    expect(why.json.tree.holds, why.text).toBe(true);
    const filter = encodeURIComponent(JSON.stringify({ none: [{ segment: made.json.id }] }));
    expect((await key.get(`/api/contacts?filter=${filter}`)).json.items.map((one: { id: string }) => one.id)).toEqual([ids[2]]);
    expect((await key.get('/api/segments')).json.items[0]).toMatchObject({ members_count: 2, problem: '' });
  } finally {
    await server.stop();
  }
});
