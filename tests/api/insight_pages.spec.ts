// Cohorts, engagement, segments compared, and how far predictions came true, by API.
import { Client, makeKey, makeOwner, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const day = 86_400_000;
let numbers = 0;

async function person(client: Client, more: object = {}): Promise<string> {
  const made = await client.post('/api/contacts', { email: uniqueEmail(), ...more });
  expect(made.status, made.text).toBe(201);
  return made.json.id;
}
async function buy(client: Client, contact: string, at: Date, amount = 5_000) {
  const made = await client.post('/api/orders', {
    contact_id: contact, number: `IP-${Date.now()}-${++numbers}`, ordered_at: at.toISOString(), currency: 'EUR',
    lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount, currency: 'EUR' } }],
  });
  expect(made.status, made.text).toBe(201);
  return made.json.id as string;
}
// The middle of a month, so many months back.
const month = (back: number, dayOfMonth = 14) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, dayOfMonth, 12));
};

test('a cohort is who ordered first in a month, and what a refund takes back is no revenue of it', async ({ key, admin }) => {
  const channel = `cohort ${Date.now()}`;
  const ask = (more = '', client: Client = key) => client.get(`/api/insights/cohorts?periods=4&channel=${encodeURIComponent(channel)}${more}`);
  const [ada, bob] = [await person(key, { acquisition_channel: channel }), await person(key, { acquisition_channel: channel })];
  await buy(key, ada, month(3), 1_000);
  await buy(key, ada, month(1), 2_000);
  const taken = await buy(key, bob, month(3), 4_000);
  await expect.poll(async () => (await ask()).json.cohorts?.[0]?.customers).toBe(2);
  const { json } = await ask();
  expect(json.channels).toContain(channel);
  expect(json.cohorts).toHaveLength(4);
  const [first] = json.cohorts;
  expect(first.start).toBe(month(3).toISOString().slice(0, 8) + '01');
  expect(first.again).toBe(1);
  expect(first.cells.map((cell: { customers: number }) => cell.customers)).toEqual([0, 0, 1, 0]);
  expect(first.cells[2]).toMatchObject({ share: 0.5, revenue: { amount: 3_500, currency: 'EUR' }, partial: false });
  expect(first.cells[3].partial).toBe(true);
  expect(json.average).toHaveLength(3);
  expect(json.average[2]).toMatchObject({ period: 2, customers: 2, share: 0.5 });

  expect((await key.post(`/api/orders/${taken}/cancel`, { reason: 'mistake' })).status).toBeLessThan(300);
  await expect.poll(async () => (await ask()).json.cohorts[0].customers).toBe(1);

  const list = await key.post('/api/segments', { name: `List ${channel}`, kind: 'list', rule: null });
  expect(list.status, list.text).toBe(201);
  expect((await ask(`&segment_id=${list.json.id}`)).json.cohorts[0].customers).toBe(0);
  expect((await key.post(`/api/segments/${list.json.id}/members`, { add: [ada] })).status).toBe(200);
  expect((await ask(`&segment_id=${list.json.id}`)).json.cohorts[0].customers).toBe(1);

  const own = await makeOwner(admin);
  expect((await ask('', own)).json.cohorts[0].customers).toBe(0);
  const mine = await person(own, { acquisition_channel: channel });
  await buy(own, mine, month(2), 700);
  await expect.poll(async () => (await ask('', own)).json.cohorts.map((one: { customers: number }) => one.customers)).toEqual([0, 1, 0, 0]);
});

test('what cohorts cannot be made of is refused by name', async ({ key, server }) => {
  for (const [query, field] of [['unit=year', 'unit'], ['periods=0', 'periods'], ['periods=99', 'periods'], ['segment_id=7', 'segment_id'], ['colour=red', 'colour']]) {
    const answer = await key.get(`/api/insights/cohorts?${query}`);
    expect(answer.status, query).toBe(422);
    expect(answer.text).toContain(field);
  }
  expect((await key.get('/api/insights/cohorts?segment_id=01900000-0000-7000-8000-000000000000')).status).toBe(404);
  expect((await new Client(server.origin).get('/api/insights/cohorts')).status).toBe(401);
  for (const unit of ['week', 'quarter']) expect((await key.get(`/api/insights/cohorts?unit=${unit}&periods=36`)).json.cohorts).toHaveLength(36);
});

test('what is too few to measure is said to be too few, and measuring again is for those who may', async ({ key, admin, server }) => {
  const read = () => key.get('/api/insights/accuracy');
  await expect.poll(async () => Boolean((await read()).json.report), { timeout: 20_000 }).toBe(true);
  const first = await person(key);
  await buy(key, first, new Date(Date.now() - 200 * day));
  await buy(key, first, new Date(Date.now() - 20 * day));
  const started = await key.post('/api/insights/accuracy', {});
  expect([202, 409], started.text).toContain(started.status);
  await expect
    .poll(async () => {
      await key.post('/api/insights/accuracy', {});
      return (await read()).json.report.latest.stages.people;
    }, { timeout: 20_000 })
    .toBeGreaterThan(0);
  const { report } = (await read()).json;
  expect(report.latest.stages.value ?? null).toBeNull();
  expect(report.latest.clv.value ?? null).toBeNull();
  const stages = report.stages as { stage: string; customers: number; ordered: number }[];
  expect(stages.map((one) => one.stage)).toEqual(['new', 'active', 'loyal', 'reactivated', 'at_risk', 'churned']);
  expect(stages.reduce((sum, one) => sum + one.customers, 0)).toBe(report.latest.stages.people);
  expect(report.latest.from < report.latest.to).toBe(true);
  const reader = new Client(server.origin).withKey(await makeKey(admin, { name: 'reader', role: 'read_only' }));
  expect((await reader.get('/api/insights/accuracy')).status).toBe(200);
  expect((await reader.post('/api/insights/accuracy', {})).status).toBe(403);
  const officer = new Client(server.origin).withKey(await makeKey(admin, { name: 'officer', role: 'privacy_officer' }));
  for (const path of ['cohorts', 'accuracy', 'engagement', 'segments']) expect((await officer.get(`/api/insights/${path}`)).status).toBe(403);
});

test('engagement is counted by score, and a band is what the rule of it counts', async ({ key, admin }) => {
  const active = await person(key);
  await buy(key, active, new Date());
  const read = async (client: Client = key) => {
    const answer = await client.get('/api/insights/engagement');
    expect(answer.status, answer.text).toBe(200);
    return answer.json;
  };
  await expect.poll(async () => (await read()).bands.length, { timeout: 20_000 }).toBe(11);
  const count = async (rule: string, client: Client = key) => (await client.post('/api/segments/preview', { rule, sample: 0 })).json.count as number;
  await expect
    .poll(async () => {
      const { bands } = await read();
      const wrong = [];
      for (const band of bands) {
        const expected = await count(`engagement_score >= ${band.from} AND engagement_score <= ${band.to}`);
        if (expected !== band.contacts) wrong.push([band, expected]);
      }
      return wrong;
    })
    .toEqual([]);
  const { contacts, bands } = await read();
  expect(bands.reduce((sum: number, band: { contacts: number }) => sum + band.contacts, 0)).toBe(contacts);
  await expect.poll(async () => Boolean((await read()).channels), { timeout: 20_000 }).toBe(true);
  expect((await read()).channels.touch_days).toBe(30);
  const own = await makeOwner(admin);
  expect(await read(own)).toMatchObject({ contacts: 0, channels: { channels: [] } });
  await person(own);
  await expect.poll(async () => (await read(own)).contacts).toBe(1);
});

test('segments are compared by the orders of their members, within the contacts of who asks', async ({ key, admin }) => {
  const name = `Compared ${Date.now()}`;
  const own = await makeOwner(admin);
  const [ada, mine] = [await person(key), await person(own)];
  await buy(key, ada, new Date(Date.now() - 10 * day), 1_000);
  await buy(key, ada, new Date(Date.now() - 100 * day), 5_000);
  await buy(own, mine, new Date(Date.now() - 10 * day), 300);
  const list = await key.post('/api/segments', { name, kind: 'list', rule: null });
  expect(list.status, list.text).toBe(201);
  expect((await key.post(`/api/segments/${list.json.id}/members`, { add: [ada, mine] })).status).toBe(200);
  const read = async (query = '', client: Client = key) => {
    const answer = await client.get(`/api/insights/segments${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json.items.find((one: { segment_id: string }) => one.segment_id === list.json.id);
  };
  await expect.poll(async () => (await read()).members).toBe(2);
  expect(await read()).toMatchObject({
    name, kind: 'list', members: 2, entered: 2, gone: 0, buyers: 2, orders: 2, conversion: 1,
    revenue: { amount: 1_300, currency: 'EUR' }, average_order_value: { amount: 650, currency: 'EUR' }, revenue_per_member: { amount: 650, currency: 'EUR' },
  });
  expect((await read('?days=365')).revenue.amount).toBe(6_300);
  expect(await read('', own)).toMatchObject({ members: 1, buyers: 1, revenue: { amount: 300, currency: 'EUR' } });
  expect((await key.get('/api/insights/segments?days=0')).text).toContain('days');
  expect((await key.post(`/api/segments/${list.json.id}/archive`, {})).status).toBe(200);
  await expect.poll(async () => await read()).toBeUndefined();
});
