import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import type { Client } from '../support/client.ts';

async function sell(key: Client, contact: string, currency: string, amount: number) {
  const made = await key.post('/api/orders', { contact_id: contact, currency, lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount, currency } }] });
  expect(made.status, made.text).toBe(201);
  return made.json;
}

test('an order waits for a rate, and counts in every sum once there is one', async ({ key }) => {
  const contact = (await key.post('/api/contacts', { email: uniqueEmail() })).json.id;
  const order = await sell(key, contact, 'CHF', 1250);
  expect(order.reporting_net ?? null).toBeNull();
  const person = async () => (await key.get(`/api/contacts/${contact}`)).json;
  expect(await person()).toMatchObject({ orders_count: 0, other_currency_orders: 1 });
  const state = (await key.get('/api/currency-rates/state')).json;
  expect(state.unconverted).toContainEqual({ currency: 'CHF', orders: 1 });
  expect((await key.get('/api/home')).json.other_currencies).toContainEqual({ revenue: { amount: 1250, currency: 'CHF' }, orders: 1 });

  const rate = { currency: 'CHF', day: '2020-01-01', rate: '1.0615', source: 'ECB' };
  const added = await key.post('/api/currency-rates', rate);
  expect(added.status, added.text).toBe(201);
  await expect.poll(person, { timeout: 20_000 }).toMatchObject({ orders_count: 1, other_currency_orders: 0, orders_value: { amount: 1327, currency: 'EUR' } });
  expect((await key.get(`/api/orders/${order.id}`)).json).toMatchObject({ rate: '1.0615', rate_day: '2020-01-01', reporting_net: { amount: 1327, currency: 'EUR' } });
  expect((await sell(key, contact, 'CHF', 1000)).reporting_net).toEqual({ amount: 1062, currency: 'EUR' });
  expect(await person()).toMatchObject({ orders_count: 2, orders_value: { amount: 2389 } });

  expect((await key.delete('/api/currency-rates/CHF/2020-01-01')).status).toBe(204);
  await expect.poll(person, { timeout: 20_000 }).toMatchObject({ orders_count: 0, other_currency_orders: 2 });
  expect((await key.delete('/api/currency-rates/CHF/2020-01-01')).status).toBe(404);
});

test('a file of rates is taken as a whole, or refused with each line and field', async ({ key }) => {
  const send = (text: string) => key.send('POST', '/api/currency-rates/import', { raw: text, headers: { 'content-type': 'text/csv' } });
  const bad = await send('currency,day,rate,source\nGBP,2024-01-02,1.15,ECB\nGBP,yesterday,0,ECB\n');
  expect(bad.status, bad.text).toBe(422);
  expect(bad.json.issues.map((i: { path: string }) => i.path).sort()).toEqual(['lines[1].day', 'lines[1].rate']);
  expect((await key.get('/api/currency-rates?currency=GBP')).json.items).toEqual([]);
  const good = await send('currency,day,rate,source\nGBP,2024-01-02,1.15,ECB\nGBP,2024-01-03,1.16,ECB\n');
  expect(good.json, good.text).toEqual({ rates: 2 });
  expect((await key.get('/api/currency-rates?currency=GBP')).json.items.map((r: { rate: string }) => r.rate)).toEqual(['1.16', '1.15']);
});

test('a rate that is none names its field', async ({ key }) => {
  for (const [change, path] of [[{ rate: '-1' }, 'rate'], [{ rate: 'much' }, 'rate'], [{ currency: 'EUR' }, 'currency'], [{ day: '2024-02-30' }, 'day']] as const) {
    const answer = await key.post('/api/currency-rates', { currency: 'JPY', day: '2024-01-02', rate: '0.006', source: 'ECB', ...change });
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json.issues.map((i: { path: string }) => i.path)).toEqual([path]);
  }
});
