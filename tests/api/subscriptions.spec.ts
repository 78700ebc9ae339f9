import { Client, makeKey, makeOwner, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const contact = async (client: Client): Promise<string> => (await client.post('/api/contacts', { email: uniqueEmail() })).json.id;
const price = { amount: 2900, currency: 'EUR' };

test('a subscription is recorded, changed and ended, and its contact is found by it', async ({ key }) => {
  const id = await contact(key);
  const plan = `Pro ${Date.now()}`;
  const made = await key.post('/api/subscriptions', { contact_id: id, plan, price });
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ plan, status: 'active', price, billing_interval: 'month', is_current: true, source: 'api' });
  const filter = encodeURIComponent(JSON.stringify({ field: 'subscription', op: 'equal', value: plan }));
  expect((await key.get(`/api/contacts?filter=${filter}`)).json.items.map((c: { id: string }) => c.id)).toEqual([id]);

  const changed = await key.patch(`/api/subscriptions/${made.json.id}`, { status: 'cancelled', ended_at: new Date(Date.now() + 86_400_000).toISOString() }, { headers: { 'if-match': '"1"' } });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.json).toMatchObject({ status: 'cancelled', is_current: true, version: 2 });
  const stale = await key.patch(`/api/subscriptions/${made.json.id}`, { plan: 'x' }, { headers: { 'if-match': '"1"' } });
  expect(stale.status).toBe(412);
  expect(stale.json.current.version).toBe(2);
  expect((await key.patch(`/api/subscriptions/${made.json.id}`, { status: 'ended', ended_at: null })).json).toMatchObject({ status: 'ended', is_current: false });
  expect((await key.get(`/api/contacts?filter=${filter}`)).json.items).toEqual([]);

  const facts = (await key.get(`/api/contacts/${id}/timeline?kind=subscriptions`)).json.items;
  expect(facts.map((f: { type: string }) => f.type)).toEqual(['subscription_ended', 'subscription_changed', 'subscription_started']);
  expect(facts[1].payload.changes.map((c: { field: string }) => c.field)).toContain('status');
  expect((await key.get(`/api/contacts/${id}/subscriptions`)).json.items).toHaveLength(1);
  expect((await key.get(`/api/subscriptions?contact_id=${id}&status=ended`)).json.items).toHaveLength(1);
});

test('bad input names its field, and a number comes once', async ({ key }) => {
  const id = await contact(key);
  const path = async (body: object) => {
    const answer = await key.post('/api/subscriptions', { contact_id: id, plan: 'Pro', ...body });
    expect([409, 422]).toContain(answer.status);
    return answer.json.issues[0].path;
  };
  expect(await path({ plan: '' })).toBe('plan');
  expect(await path({ contact_id: '01890000-0000-7000-8000-000000000000' })).toBe('contact_id');
  expect(await path({ status: 'gone' })).toBe('status');
  expect(await path({ ended_at: new Date().toISOString() })).toBe('ended_at');
  expect(await path({ billing_interval: 'month' })).toBe('billing_interval');
  const number = `sub-${Date.now()}`;
  expect((await key.post('/api/subscriptions', { contact_id: id, plan: 'Pro', number })).status).toBe(201);
  expect(await path({ number })).toBe('number');
});

test('who sees their own contacts sees the subscriptions of these alone', async ({ admin, key }) => {
  const id = await contact(key);
  const made = (await key.post('/api/subscriptions', { contact_id: id, plan: 'Hidden' })).json;
  const own = await makeOwner(admin);
  expect((await own.get(`/api/subscriptions/${made.id}`)).status).toBe(404);
  expect((await own.patch(`/api/subscriptions/${made.id}`, { plan: 'Mine' })).status).toBe(404);
  expect((await own.get('/api/subscriptions?plan=Hidden')).json.items).toEqual([]);
  expect((await own.get(`/api/subscriptions?contact_id=${id}`)).json.items).toEqual([]);
  expect((await own.get(`/api/contacts/${id}/subscriptions`)).status).toBe(404);
  expect((await own.post('/api/subscriptions', { contact_id: id, plan: 'Mine' })).json.issues[0].path).toBe('contact_id');
});

test('an event of a server becomes a subscription', async ({ admin, key, server }) => {
  const writeKey = await makeKey(admin, { name: `billing ${Date.now()}`, kind: 'write' });
  const userId = `subscriber-${Date.now()}`;
  const sent = await new Client(server.origin).post('/v1/track', { writeKey, userId, event: 'Subscription Started', properties: { subscription_id: userId, plan: 'Gold', price: 9.9, currency: 'EUR', interval: 'yearly' } });
  expect(sent.status, sent.text).toBe(200);
  const filter = encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }));
  const id = (await key.get(`/api/contacts?filter=${filter}`)).json.items[0].id;
  expect((await key.get(`/api/contacts/${id}/subscriptions`)).json.items[0]).toMatchObject({ plan: 'Gold', price: { amount: 990, currency: 'EUR' }, billing_interval: 'year', number: userId, source: 'events' });
});
