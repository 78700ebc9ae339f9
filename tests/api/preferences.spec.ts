import { Client, makeOwner, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const person = async (client: Client, more: object = {}): Promise<string> => (await client.post('/api/contacts', { email: uniqueEmail(), ...more })).json.id;
const preferences = (client: Client, id: string) => client.get(`/api/contacts/${id}/preferences`);
const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

test('of somebody new nothing is claimed', async ({ key }) => {
  const answer = await preferences(key, await person(key));
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json).toMatchObject({
    timezone: 'Europe/Paris',
    timezone_of: 'workspace',
    channel: { acts: 0, confidence: 'none', channels: [] },
    categories: [],
    stores: [],
    price: { orders: 0, discounted_orders: 0, confidence: 'none' },
    timing: { orders: 0, gaps: 0 },
    send_time: { acts: 0, own_weight: 0, confidence: 'none' },
  });
  for (const absent of ['preferred']) expect(answer.json.channel[absent] ?? null).toBeNull();
  for (const absent of ['share_of_orders', 'share_of_value']) expect(answer.json.price[absent] ?? null).toBeNull();
  expect(answer.json.send_time.shares).toHaveLength(168);
  expect(sum(answer.json.send_time.shares)).toBeCloseTo(1, 9);
  expect(answer.json.send_time.shares).toEqual(answer.json.send_time.population);
});

test('orders and clicks of a person become a channel, products, discounts and an hour on their own clock', async ({ key }) => {
  const id = await person(key, { timezone: 'Asia/Ho_Chi_Minh' });
  const store = await key.post('/api/stores', { code: `P${Date.now()}`, name: 'Hàng Bài' });
  expect(store.status, store.text).toBe(201);
  // The last two Wednesdays at 13:20 UTC, 20:20 in Hà Nội.
  const wednesday = new Date();
  wednesday.setUTCDate(wednesday.getUTCDate() - ((wednesday.getUTCDay() + 4) % 7) - 7);
  wednesday.setUTCHours(13, 20, 0, 0);
  const before = new Date(wednesday.getTime() - 7 * 86_400_000);
  const order = (at: Date, more: object) =>
    key.post('/api/orders', { contact_id: id, currency: 'EUR', ordered_at: at.toISOString(), lines: [{ name: 'Lamp', category: 'Lamps', quantity: 1, unit_price: eur(4000) }], ...more });
  for (const made of [
    await order(before, { channel: 'in_store', store_id: store.json.id }),
    await order(wednesday, { channel: 'in_store', store_id: store.json.id, coupon: 'TET', discount: eur(1000) }),
  ]) expect(made.status, made.text).toBe(201);

  const { json } = await preferences(key, id);
  expect(json).toMatchObject({ timezone: 'Asia/Ho_Chi_Minh', timezone_of: 'contact' });
  expect(json.channel).toMatchObject({ acts: 2, preferred: 'in_store', confidence: 'few', channels: [{ channel: 'in_store', acts: 2, share: 1 }] });
  expect(json.categories).toEqual([{ category: 'Lamps', orders: 2, value: eur(7000), share: 1 }]);
  expect(json.stores).toEqual([{ id: store.json.id, name: 'Hàng Bài', orders: 2, share: 1 }]);
  expect(json.price).toMatchObject({ orders: 2, discounted_orders: 1, share_of_orders: 0.5 });
  expect(json.price.share_of_value).toBeCloseTo(3 / 7, 9);
  expect(json.timing).toMatchObject({ orders: 2, timed_orders: 2, weekend_share: 0, gaps: 1, days_between: 7 });
  expect(json.timing.weekdays).toEqual([0, 0, 2, 0, 0, 0, 0]);
  expect(json.timing.hours[20]).toBe(2);
  const { send_time } = json;
  expect(send_time.own[2 * 24 + 20]).toBe(2);
  expect(send_time.own_weight).toBeCloseTo(2 / 22, 9);
  // score = (½ of 2 acts + 20 × prior) / 22
  expect(send_time.shares[68]).toBeCloseTo((1 + 20 * send_time.population[68]) / 22, 9);
  expect(sum(send_time.shares)).toBeCloseTo(1, 9);
  expect(send_time.best[0].hour).toBe(68);
  expect(send_time.best[0].low).toBeLessThan(send_time.best[0].share);
  expect(send_time.best[0].high).toBeGreaterThan(send_time.best[0].share);
  expect(send_time.best[0].times_average).toBeCloseTo(send_time.best[0].share * 168, 9);
});

test('everybody is counted once without being asked', async ({ admin }) => {
  await expect.poll(async () => (await admin.get('/api/jobs?kind=count_habits')).json.items?.map((job: { state: string }) => job.state), { timeout: 20_000 }).toContain('completed');
  const id = await person(admin);
  expect((await preferences(admin, id)).json.send_time.population_counted_at).toMatch(/^\d{4}-/);
});

test('preferences are those of the contacts that one sees', async ({ admin, key }) => {
  const id = await person(key);
  const own = await makeOwner(admin);
  expect((await preferences(own, id)).status).toBe(404);
  expect((await preferences(key, '01890000-0000-7000-8000-000000000000')).status).toBe(404);
  expect((await new Client(key.origin).get(`/api/contacts/${id}/preferences`)).status).toBe(401);
});
