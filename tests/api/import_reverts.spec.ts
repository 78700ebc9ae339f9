// Imports of the workspace's own fields, and imports that are taken back.
import { Client, makeKey, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

async function imported(key: Client, csv: string, settings?: object) {
  const draft = await key.send('POST', '/api/imports/contacts?filename=people.csv', { raw: csv, headers: { 'content-type': 'text/csv' } });
  expect(draft.status, draft.text).toBe(201);
  const { id } = draft.json.import;
  if (settings) expect((await key.patch(`/api/imports/${id}`, settings)).status).toBe(200);
  expect((await key.post(`/api/imports/${id}/run`)).status).toBe(200);
  await settled(key, id, 'completed');
  return { id: id as string, draft: draft.json };
}

async function settled(key: Client, id: string, status: string) {
  await expect.poll(async () => (await key.get(`/api/imports/${id}`)).json.status, { timeout: 30_000 }).toBe(status);
}

const find = async (key: Client, email: string) => (await key.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items[0];

test('own fields are found by their labels, read by their type and refused by column', async ({ key }) => {
  const name = `size_${Date.now().toString(36)}`;
  expect((await key.post('/api/fields', { name, type: 'number', label: { en: `Boots ${name}`, vi: `Giày ${name}` } })).status).toBe(201);
  const [a, b] = [uniqueEmail(), uniqueEmail()];
  const { id, draft } = await imported(key, `email,Giày ${name}\n${a},"41,5"\n${b},large\n`);
  expect(draft.options.mapping).toEqual(['email', `custom.${name}`]);
  expect(draft.fields).toContain(`custom.${name}`);
  expect((await find(key, a)).custom).toEqual({ [name]: 41.5 });
  const refused = (await key.get(`/api/imports/${id}/lines?outcome=rejected`)).json.items;
  expect(refused).toMatchObject([{ line: 3, field: `Giày ${name}`, reason: 'invalid_number' }]);
  const wrong = await key.send('POST', '/api/imports/contacts', { raw: `email,x\n${a},1\n`, headers: { 'content-type': 'text/csv' } });
  const bad = await key.patch(`/api/imports/${wrong.json.import.id}`, { mapping: ['email', 'custom.nothing'] });
  expect(bad.json.issues[0]).toMatchObject({ path: 'mapping[1]', code: 'unknown_field' });
  expect((await key.delete(`/api/fields/contact/${name}`)).status).toBeLessThan(300);
});

test('a revert puts back what an import wrote, names what it keeps, and happens once', async ({ key, admin, server }) => {
  const [old, fresh, kept] = [uniqueEmail(), uniqueEmail(), uniqueEmail()];
  await key.post('/api/contacts', { email: old, first_name: 'Old', tags: ['before'] });
  const { id } = await imported(key, `email,first_name\n${old},New\n${fresh},Fresh\n${kept},Kept\n`, { tags: ['fair'] });
  expect((await find(key, old)).tags).toEqual(['before', 'fair']);
  expect((await key.get(`/api/imports/${id}/revert`)).status).toBe(404);
  const changed = await find(key, kept);
  expect((await key.patch(`/api/contacts/${changed.id}`, { city: 'Hue' })).status).toBe(200);
  const reader = new Client(server.origin).withKey(await makeKey(admin, { name: 'reader', role: 'read_only' }));
  expect((await reader.post(`/api/imports/${id}/revert`)).status).toBe(403);
  const sales = new Client(server.origin).withKey(await makeKey(admin, { name: 'sales', role: 'sales', scope: 'own' }));
  expect((await sales.post(`/api/imports/${id}/revert`)).status).toBeGreaterThanOrEqual(403);
  const reverted = await key.post(`/api/imports/${id}/revert`);
  expect(reverted.status, reverted.text).toBe(200);
  await settled(key, id, 'reverted');
  expect(await find(key, old)).toMatchObject({ first_name: 'Old', tags: ['before'] });
  expect(await find(key, fresh)).toBeUndefined();
  expect((await find(key, kept)).city).toBe('Hue');
  expect((await key.get(`/api/imports/${id}/revert`)).json).toMatchObject({ kept: 1, counts: { deleted: 1, updated: 1 } });
  expect((await key.get(`/api/imports/${id}/kept`)).json.items).toEqual([{ contact_id: changed.id, name: 'Kept', reason: 'changed_since' }]);
  const again = await key.post(`/api/imports/${id}/revert`);
  expect(again.status).toBe(409);
  expect(again.json.detail).toContain('reverted');
});

test('undoing the change set of an import leaves the import reverted, and an import of orders is never', async ({ key }) => {
  const email = uniqueEmail();
  const { id } = await imported(key, `email\n${email}\n`);
  const [set] = (await key.get('/api/change-sets?bulk=true')).json.items;
  expect(set).toMatchObject({ kind: 'import', details: { import_id: id } });
  const undo = await key.post(`/api/change-sets/${set.id}/undo`);
  expect(undo.status, undo.text).toBe(200);
  await settled(key, id, 'reverted');
  expect((await key.post(`/api/change-sets/${undo.json.id}/undo`)).status).toBe(200);
  await settled(key, id, 'completed');
  expect(await find(key, email)).toBeTruthy();
  expect((await key.post(`/api/imports/${id}/revert`)).status).toBe(200);
  await settled(key, id, 'reverted');
  const orders = await key.send('POST', '/api/imports/orders?filename=orders.csv', {
    raw: `number,date,email,product,quantity,price\n1,2026-01-02,${email},Filter,1,10\n`,
    headers: { 'content-type': 'text/csv' },
  });
  const order = orders.json.id as string;
  await expect.poll(async () => (await key.get(`/api/imports/${order}`)).json.status).toMatch(/completed|failed/);
  const refused = await key.post(`/api/imports/${order}/revert`);
  expect(refused.status).toBe(409);
  expect(refused.json.detail).toContain('Only imports of contacts');
});

test('the command line reverts beside the server', async ({ key, server }) => {
  const emails = Array.from({ length: 60 }, uniqueEmail);
  const { id } = await imported(key, `email\n${emails.join('\n')}\n`);
  expect(await server.cli(['import', 'revert', id])).toContain('60 to the trash, 0 put back, 0 kept');
  expect((await key.get(`/api/imports/${id}`)).json.status).toBe('reverted');
  const wrong = await server.cli(['import', 'revert', id]).catch((error) => error);
  expect(wrong.stderr).toContain('reverted');
});
