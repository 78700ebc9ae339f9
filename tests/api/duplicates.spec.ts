import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';

const tag = () => `x${Date.now().toString(36)}${Math.random().toString(36).slice(2, 7)}`;
const letters = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));

test('a contact that may be known is suggested within seconds, with its reasons', async ({ key }) => {
  const family = letters(tag());
  const first = await key.post('/api/contacts', { email: uniqueEmail(), first_name: 'Robert', last_name: family, city: 'Huế' });
  const second = await key.post('/api/contacts', { email: uniqueEmail(), first_name: family, last_name: 'Bob', city: 'Hue' });
  await expect
    .poll(async () => (await key.get(`/api/contacts/${second.json.id}/duplicates`)).json.items.length, { timeout: 15_000 })
    .toBe(1);
  const pair = (await key.get(`/api/contacts/${first.json.id}/duplicates`)).json.items[0];
  expect(pair.first.id).toBe(first.json.id);
  expect(pair.reasons).toContain('nickname');
  expect(pair.reasons).toContain('same_city');
  expect(pair.score).toBeGreaterThanOrEqual(70);
  const said = await key.post('/api/duplicates/decisions', { contact_id: second.json.id, other_id: first.json.id });
  expect(said.status, said.text).toBe(200);
  expect((await key.get(`/api/contacts/${first.json.id}/duplicates`)).json.items).toHaveLength(0);
});

test('a merge is shown first, done, found by the old id everywhere, and undone', async ({ key }) => {
  const [a, b] = [uniqueEmail(), uniqueEmail()];
  const one = (await key.post('/api/contacts', { email: a, first_name: 'Ada', last_name: 'Byron', tags: ['x'] })).json;
  const other = (await key.post('/api/contacts', { email: b, first_name: 'Ada', last_name: 'Lovelace', city: 'London', tags: ['y'] })).json;
  const body = { other_id: other.id, choices: { last_name: 'other', email: 'survivor' }, version: one.version, other_version: other.version };
  const shown = await key.post(`/api/contacts/${one.id}/merge/preview`, body);
  expect(shown.status, shown.text).toBe(200);
  expect(shown.json.result).toMatchObject({ last_name: 'Lovelace', city: 'London', email: a, tags: ['x', 'y'] });
  expect((await key.get(`/api/contacts/${other.id}`)).json.id).toBe(other.id); // nothing happened yet
  const done = await key.post(`/api/contacts/${one.id}/merge`, body);
  expect(done.status, done.text).toBe(200);
  expect(done.json.state).toBe('merged');
  const led = await key.get(`/api/contacts/${other.id}`);
  expect(led.json).toMatchObject({ id: one.id, email: a });
  expect(led.headers.get('content-location')).toContain(one.id);
  const order = await key.post('/api/orders', {
    contact_id: other.id,
    currency: 'EUR',
    lines: [{ name: 'Filter', quantity: 1, unit_price: { amount: 700, currency: 'EUR' } }],
  });
  expect(order.status, order.text).toBe(201);
  expect(order.json.contact_id).toBe(one.id);
  expect((await key.get(`/api/contacts/${other.id}/timeline`)).json.items.map((e: { type: string }) => e.type)).toContain('contact_merged');
  const preview = await key.get(`/api/merges/${done.json.id}/undo`);
  expect(preview.json.goes.orders).toBe(1);
  expect((await key.post(`/api/merges/${done.json.id}/undo`)).status).toBe(200);
  expect((await key.get(`/api/contacts/${other.id}`)).json).toMatchObject({ id: other.id, email: b, last_name: 'Lovelace', orders_count: 1 });
  expect((await key.get(`/api/contacts/${one.id}`)).json).toMatchObject({ last_name: 'Byron', city: null, tags: ['x'], orders_count: 0 });
  expect((await key.post(`/api/merges/${done.json.id}/undo`)).status).toBe(409);
});

test('a merge that started from an older record, or chooses what is no field, is refused', async ({ key }) => {
  const one = (await key.post('/api/contacts', { email: uniqueEmail() })).json;
  const other = (await key.post('/api/contacts', { email: uniqueEmail() })).json;
  await key.patch(`/api/contacts/${one.id}`, { city: 'Lyon' });
  expect((await key.post(`/api/contacts/${one.id}/merge`, { other_id: other.id, version: one.version })).status).toBe(412);
  const wrong = await key.post(`/api/contacts/${one.id}/merge`, { other_id: other.id, choices: { shoe: 'other' } });
  expect(wrong.status).toBe(422);
  expect(wrong.json.issues[0].path).toBe('choices.shoe');
});

test('comparing all contacts runs in the background and says when it was done', async ({ key }) => {
  expect((await key.post('/api/duplicates/search')).status).toBe(202);
  await expect.poll(async () => (await key.get('/api/duplicates/search')).json.finished_at, { timeout: 30_000 }).toBeTruthy();
  const page = (await key.get('/api/duplicates?limit=5')).json;
  expect(page.items.length).toBeLessThanOrEqual(5);
  expect((await key.get('/api/duplicates?cursor=nonsense')).status).toBe(422);
});

test('a contact is linked to the company of its domain; two companies become one and come apart again', async ({ key }) => {
  const domain = `${tag()}.example`;
  const one = (await key.post('/api/companies', { name: `Acme ${domain}`, domain })).json;
  const other = (await key.post('/api/companies', { name: `Acme Ltd ${domain}`, city: 'Leeds' })).json;
  const linked = (await key.post('/api/contacts', { email: `anne@${domain}` })).json;
  await expect.poll(async () => (await key.get(`/api/contacts/${linked.id}`)).json.company_id, { timeout: 15_000 }).toBe(one.id);
  expect((await key.get(`/api/companies/suggestion?email=new@${domain}`)).json.company_id).toBe(one.id);
  expect((await key.get('/api/companies/suggestion?email=new@gmail.com')).json.domain).toBeNull();
  const second = (await key.post('/api/contacts', { email: uniqueEmail(), company_id: other.id })).json;
  const merge = await key.post(`/api/companies/${one.id}/merge`, { other_id: other.id });
  expect(merge.status, merge.text).toBe(200);
  expect((await key.get(`/api/contacts/${second.id}`)).json.company_id).toBe(one.id);
  expect((await key.get(`/api/companies/${other.id}`)).json).toMatchObject({ id: one.id, city: 'Leeds' });
  const timeline = (await key.get(`/api/companies/${one.id}/timeline?limit=2`)).json;
  expect(timeline.items).toHaveLength(2);
  expect(timeline.next_cursor).toBeTruthy();
  expect((await key.post(`/api/company-merges/${merge.json.id}/undo`)).status).toBe(200);
  expect((await key.get(`/api/contacts/${second.id}`)).json.company_id).toBe(other.id);
  expect((await key.get(`/api/companies/${one.id}`)).json.city).toBeNull();
});
