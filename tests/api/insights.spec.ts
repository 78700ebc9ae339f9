import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

const days = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
let numbers = 0;

async function buy(key: Client, contact: string, ago: number, amount = 5_000) {
  const made = await key.post('/api/orders', {
    contact_id: contact, number: `INS-${Date.now()}-${++numbers}`, ordered_at: days(ago), currency: 'EUR',
    lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount, currency: 'EUR' } }],
  });
  expect(made.status, made.text).toBe(201);
  return made.json;
}
async function person(key: Client) {
  const made = await key.post('/api/contacts', { email: uniqueEmail() });
  expect(made.status, made.text).toBe(201);
  return made.json.id as string;
}
const scores = async (key: Client, id: string) => (await key.get(`/api/contacts/${id}/scores`)).json;

test('an order makes a customer, whose stage follows in rules, filters and the timeline', async ({ key }) => {
  const id = await person(key);
  const before = await scores(key, id);
  expect(before).toMatchObject({ is_customer: false, no_prediction: 'no_orders', lifecycle: null });
  await buy(key, id, 0);
  await expect.poll(async () => (await scores(key, id)).lifecycle?.stage).toBe('new');
  const now = await scores(key, id);
  expect(now).toMatchObject({ is_customer: true, orders: 1, revenue: { amount: 5_000, currency: 'EUR' } });
  expect(now.lifecycle).toMatchObject({ interval_source: expect.stringMatching(/workspace|usual/), next_stage: expect.any(String) });
  expect(now.history).toHaveLength(1);
  await expect.poll(async () => (await key.get(`/api/contacts/${id}/timeline?types=lifecycle_changed`)).json.items.length).toBe(1);
  const filter = encodeURIComponent(JSON.stringify({ all: [{ field: 'lifecycle_stage', op: 'equal', value: 'new' }, { field: 'clv_predicted', op: 'is_not_null' }] }));
  const found = await key.get(`/api/contacts?filter=${filter}&limit=200`);
  expect(found.json.items.map((c: { id: string }) => c.id)).toContain(id);
  await expect
    .poll(async () => {
      const preview = await key.post('/api/segments/preview', { rule: 'lifecycle_stage = new', sample: 100 });
      return preview.json.sample.map((c: { id: string }) => c.id).includes(id) || preview.json.count > 100;
    })
    .toBe(true);
});

test('old orders tell the stages of the past, and a cancelled one takes the customer back', async ({ key }) => {
  const id = await person(key);
  const first = await buy(key, id, 400);
  await expect.poll(async () => (await scores(key, id)).lifecycle?.stage).toBe('churned');
  const { history } = await scores(key, id);
  expect(history.map((h: { to: string }) => h.to)).toEqual(['churned', 'at_risk', 'active', 'new']);
  expect(Date.parse(history[3].at)).toBeLessThan(Date.now() - 399 * 86_400_000);
  expect((await key.post(`/api/orders/${first.id}/cancel`, { reason: 'mistake' })).status).toBeLessThan(300);
  await expect.poll(async () => (await scores(key, id)).is_customer).toBe(false);
});

test('the base of customers adds up, and settings are previewed before they are saved', async ({ key }) => {
  const id = await person(key);
  await buy(key, id, 95);
  await expect.poll(async () => (await scores(key, id)).is_customer).toBe(true);
  await expect
    .poll(async () => {
      const read = await key.get('/api/insights/customers');
      expect(read.status, read.text).toBe(200);
      const sum = (lines: { customers: number }[]) => lines.reduce((n, line) => n + line.customers, 0);
      const { customers, stages, rfm, groups, tiers, distribution } = read.json;
      return JSON.stringify([stages, rfm, groups, tiers, distribution].map((lines) => sum(lines) - customers)) + (customers > 0);
    })
    .toBe('[0,0,0,0,0]true');
  const settings = await key.get('/api/settings/lifecycle');
  const preview = await key.post('/api/settings/lifecycle/preview', { ...settings.json, churn_rule: 'fixed' });
  expect(preview.status, preview.text).toBe(200);
  expect(preview.json.moved).toBeGreaterThan(0);
  const bad = await key.post('/api/settings/lifecycle/preview', { ...settings.json, new_days: 0 });
  expect(bad.status).toBe(422);
  expect(bad.text).toContain('new_days');
  const flow = await key.get('/api/insights/lifecycle');
  expect(flow.json.days).toHaveLength(181);
  expect((await key.get('/api/insights/lifecycle?from=2026-02-01&to=2026-01-01')).status).toBe(422);
  expect((await key.get('/api/insights/at_risk?cursor=x')).status).toBe(422);
  expect((await key.get('/api/insights/at_risk?tiers=gold')).status).toBe(422);
  for (const [query, holds] of [
    ['risk=40', (one: { churn_risk: number }) => one.churn_risk >= 40],
    ['stages=at_risk,churned', (one: { stage: string }) => ['at_risk', 'churned'].includes(one.stage)],
  ] as const) {
    const some = await key.get(`/api/insights/at_risk?limit=200&${query}`);
    expect(some.status, some.text).toBe(200);
    for (const one of some.json.items) expect(holds(one), JSON.stringify(one)).toBe(true);
  }
});

test('the models say honestly when there is not enough data', async ({ key }) => {
  const started = await key.post('/api/models/purchases', {});
  expect([202, 409]).toContain(started.status);
  await expect.poll(async () => (await key.get('/api/models/purchases')).json.items.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const [fit] = (await key.get('/api/models/purchases')).json.items;
  expect(fit.usable).toBe(false);
  const one = await key.get(`/api/models/purchases/${fit.id}`);
  expect(one.json.purchases.report.outcome.length).toBeGreaterThan(10);
  expect(one.text).not.toContain('NaN');
  expect((await key.get('/api/models/purchases/01900000-0000-7000-8000-000000000000')).status).toBe(404);
});

test('what is computed of a contact is seen by who sees the contact', async ({ admin, key, server }) => {
  const id = await person(key);
  await buy(key, id, 10);
  const sales = new Client(server.origin).withKey(await makeKey(admin, { name: 'sales', role: 'sales' }));
  expect((await sales.get(`/api/contacts/${id}/scores`)).status).toBe((await sales.get(`/api/contacts/${id}`)).status);
  const privacy = new Client(server.origin).withKey(await makeKey(admin, { name: 'officer', role: 'privacy_officer' }));
  expect((await privacy.get('/api/insights/customers')).status).toBe(403);
  expect((await key.get('/api/contacts/01900000-0000-7000-8000-000000000000/scores')).status).toBe(404);
  expect((await privacy.post('/api/models/purchases', {})).status).toBe(403);
});
