// Fields of a workspace's own over HTTP: define, write, read, remove, bring back.
import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';

const uniqueName = (stem: string) => `${stem}_${Math.random().toString(36).slice(2, 10).replace(/[^a-z0-9]/g, '')}`;

test('three words make a field, and contacts carry it at once', async ({ admin }) => {
  const name = uniqueName('pubkey');
  const made = await admin.post('/api/fields', { object: 'contact', name, type: 'text' });
  expect(made.status, made.text).toBe(201);
  expect(made.json.label.en).toMatch(/^Pubkey /);
  const contact = await admin.post('/api/contacts', { email: uniqueEmail(), [name]: '02ab' });
  expect(contact.status, contact.text).toBe(201);
  expect(contact.json.custom[name]).toBe('02ab');
  const changed = await admin.patch(`/api/contacts/${contact.json.id}`, { custom: { [name]: '03cd' } });
  expect(changed.json.custom[name]).toBe('03cd');
  const facts = (await admin.get(`/api/contacts/${contact.json.id}/changes`)).json.items;
  expect(facts[0].payload.changes).toContainEqual({ field: `custom.${name}`, from: '02ab', to: '03cd' });
  const list = (await admin.get('/api/fields?object=contact')).json.items;
  expect(list.find((f: { name: string }) => f.name === name)).toMatchObject({ kind: 'text', standard: false });
  expect(list.find((f: { name: string }) => f.name === 'email')).toMatchObject({ kind: 'email', standard: true });

  const removed = await admin.delete(`/api/fields/contact/${name}`);
  expect(removed.status, removed.text).toBe(200);
  expect(removed.json.usage.records).toBe(1);
  expect((await admin.get(`/api/contacts/${contact.json.id}`)).json.custom).not.toHaveProperty(name);
  expect((await admin.post(`/api/fields/contact/${name}/restore`)).status).toBe(200);
  expect((await admin.get(`/api/contacts/${contact.json.id}`)).json.custom[name]).toBe('03cd');
});

test('a wrong value names the field, an unknown one is told what was meant', async ({ admin }) => {
  const name = uniqueName('shoe_size');
  await admin.post('/api/fields', { object: 'contact', name, type: 'number', validation: { decimals: 0 } });
  const wrong = await admin.post('/api/contacts', { email: uniqueEmail(), custom: { [name]: 42.5 } });
  expect(wrong.status).toBe(422);
  expect(wrong.json.issues[0]).toMatchObject({ path: `custom.${name}`, message: 'must be a whole number' });
  const unknown = await admin.post('/api/contacts', { email: uniqueEmail(), [`${name}x`]: 42 });
  expect(unknown.status).toBe(422);
  expect(unknown.json.issues[0].message).toContain(`did you mean ${name}?`);
});

test('who may only read sees the fields and adds none', async ({ admin, key }) => {
  expect((await key.get('/api/fields')).status).toBe(200);
  const again = await admin.post('/api/fields', { object: 'contact', name: 'email', type: 'text' });
  expect(again.status).toBe(422);
  expect(again.json.issues[0]).toMatchObject({ path: 'name', code: 'reserved' });
});

test('companies have fields of their own', async ({ admin }) => {
  const name = uniqueName('fleet');
  await admin.post('/api/fields', { object: 'company', name, type: 'number' });
  const made = await admin.post('/api/companies', { name: 'Fields Ltd', [name]: 12 });
  expect(made.status, made.text).toBe(201);
  expect(made.json.custom[name]).toBe(12);
  const cleared = await admin.patch(`/api/companies/${made.json.id}`, { [name]: null });
  expect(cleared.json.custom).not.toHaveProperty(name);
});
