// Change sets: undo, trash, bulk changes, and what a seller with the scope "own" reaches by them.
import { expect, test } from '../support/fixtures.ts';
import { Client, uniqueEmail } from '../support/client.ts';

async function ended(client: Client, id: string) {
  for (let i = 0; i < 200; i += 1) {
    const set = await client.get(`/api/change-sets/${id}`);
    if (['finished', 'cancelled'].includes(set.json.state)) return set.json;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('the change did not end');
}

test('an edit names its change set, which is undone and done again', async ({ key }) => {
  const made = await key.post('/api/contacts', { email: uniqueEmail(), city: 'Lyon' });
  const changed = await key.patch(`/api/contacts/${made.json.id}`, { city: 'Nice', tags: ['vip'] });
  const set = changed.headers.get('change-set');
  expect(set).toBeTruthy();
  const undone = await key.post(`/api/change-sets/${set}/undo`, undefined);
  expect(undone.status, undone.text).toBe(200);
  expect(undone.json).toMatchObject({ kind: 'undo', state: 'finished', undoes: set });
  expect((await key.get(`/api/contacts/${made.json.id}`)).json).toMatchObject({ city: 'Lyon', tags: [] });
  expect((await key.post(`/api/change-sets/${set}/undo`, undefined)).status).toBe(409);
  expect((await key.post(`/api/change-sets/${undone.json.id}/undo`, undefined)).status).toBe(200);
  expect((await key.get(`/api/contacts/${made.json.id}`)).json).toMatchObject({ city: 'Nice', tags: ['vip'] });
  const history = (await key.get(`/api/contacts/${made.json.id}/changes`)).json.items;
  expect(history[0]).toMatchObject({ type: 'contact_updated', arrival: 'backfill' });
  const same = await key.patch(`/api/contacts/${made.json.id}`, { city: 'Nice' });
  expect(same.headers.get('change-set')).toBeNull();
});

test('a deleted contact lies in the trash, comes back, or names who has its address now', async ({ key }) => {
  const email = uniqueEmail();
  const made = await key.post('/api/contacts', { email, first_name: 'Trash' });
  const deleted = await key.delete(`/api/contacts/${made.json.id}`);
  expect(deleted.headers.get('change-set')).toBeTruthy();
  const trash = (await key.get('/api/contacts/trash')).json.items;
  expect(trash[0]).toMatchObject({ id: made.json.id, name: 'Trash', email });
  const other = await key.post('/api/contacts', { email });
  const clash = await key.post(`/api/contacts/${made.json.id}/restore`, undefined);
  expect(clash.status).toBe(409);
  expect(clash.json.issues[0].params.contact_id).toBe(other.json.id);
  await key.delete(`/api/contacts/${other.json.id}`);
  const both = await key.post('/api/contacts/restore', { ids: [made.json.id, other.json.id] });
  expect(both.status, both.text).toBe(200);
  expect(both.json.counts).toMatchObject({ restored: 1, skipped: 1 });
  expect((await key.get(`/api/contacts/${made.json.id}`)).json.email).toBe(email);
});

test('a bulk change takes what the list shows, says how many, and is undone as a whole', async ({ key }) => {
  const city = `Bulk${Date.now()}`;
  for (let i = 0; i < 25; i += 1) await key.post('/api/contacts', { email: uniqueEmail(), city });
  const wrong = await key.post('/api/contacts/bulk', { query: { city }, action: 'add_tags', tags: ['x'], expected_count: 24 });
  expect(wrong.status).toBe(409);
  const begun = await key.post('/api/contacts/bulk', { query: { city }, action: 'add_tags', tags: ['bulked'], expected_count: 25 });
  expect(begun.status, begun.text).toBe(202);
  expect(begun.json.counts.total).toBe(25);
  expect((await ended(key, begun.json.id)).counts).toMatchObject({ updated: 25, skipped: 0 });
  expect((await key.get(`/api/contacts?city=${city}&tag=bulked`)).json.total.value).toBe(25);
  const undo = await key.post(`/api/change-sets/${begun.json.id}/undo`, undefined);
  expect((await ended(key, undo.json.id)).counts.updated).toBe(25);
  expect((await key.get(`/api/contacts?city=${city}&tag=bulked`)).json.total.value).toBe(0);
  const bad = await key.post('/api/contacts/bulk', { query: { city }, action: 'set_field', field: 'country', value: 'Mars' });
  expect(bad.status).toBe(422);
  expect(bad.json.issues[0].path).toBe('country');
});

test('sales with the scope "own" reaches no other records by bulk, undo, change sets or trash', async ({ admin, server }) => {
  const password = 'a long enough password';
  const email = uniqueEmail();
  const user = await admin.post('/api/users', { email, name: 'Sam Sales', role: 'sales', scope: 'own', password });
  const sam = await new Client(server.origin).signIn(email, password);
  const mine = await admin.post('/api/contacts', { email: uniqueEmail(), owner_id: user.json.id });
  const other = await admin.post('/api/contacts', { email: uniqueEmail() });
  const edit = await admin.patch(`/api/contacts/${other.json.id}`, { city: 'Lyon' });
  const set = edit.headers.get('change-set');
  expect((await sam.post(`/api/change-sets/${set}/undo`, undefined)).status).toBe(404);
  expect((await sam.get(`/api/change-sets/${set}`)).status).toBe(404);
  expect((await sam.get('/api/change-sets?all=true')).status).toBe(403);
  expect((await sam.get(`/api/change-sets?contact_id=${other.json.id}`)).status).toBe(404);
  const all = await sam.post('/api/contacts/bulk', { query: {}, action: 'add_tags', tags: ['sams'] });
  expect(all.json.counts.total).toBe(1);
  await ended(sam, all.json.id);
  // A contact of others and one that never existed are told alike, whatever is asked for.
  const never = `${(other.json.id as string).slice(0, -12)}ffffffffffff`;
  for (const asked of [{ action: 'set_field', field: 'city', value: 'Nice' }, { action: 'remove_tags', tags: ['sams'] }]) {
    const named = await sam.post('/api/contacts/bulk', { ids: [mine.json.id, other.json.id, never], ...asked });
    expect((await ended(sam, named.json.id)).counts).toMatchObject({ updated: 1, skipped: 2, reasons: { missing: 2 } });
    const rows = (await sam.get(`/api/change-sets/${named.json.id}/contacts`)).json.items.filter((row: { what: string }) => row.what === 'skipped');
    expect(rows.map((row: { contact_id: string }) => row.contact_id).sort()).toEqual([other.json.id, never].sort());
    for (const row of rows) expect({ ...row, contact_id: '' }).toEqual({ ...rows[0], contact_id: '' });
  }
  expect((await admin.get(`/api/contacts/${other.json.id}`)).json).toMatchObject({ city: 'Lyon', tags: [] });
  expect((await sam.get('/api/contacts/trash')).status).toBe(403);
  expect((await sam.post('/api/contacts/bulk', { ids: [mine.json.id], action: 'delete' })).status).toBe(403);
});
