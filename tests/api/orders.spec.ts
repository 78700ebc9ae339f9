import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import type { Client } from '../support/client.ts';

async function order(key: Client, contact: string, number: string) {
  return key.post('/api/orders', {
    contact_id: contact, number, ordered_at: new Date(Date.now() - 60_000).toISOString(), currency: 'EUR',
    lines: [
      { sku: 'SKU-1', name: 'Filter', quantity: 2, unit_price: { amount: 1250, currency: 'EUR' } },
      { sku: 'SKU-2', name: 'Hose', quantity: 1, unit_price: { amount: 999, currency: 'EUR' } },
    ],
  });
}

test('an order is a fact on the timeline and in the contact\'s totals', async ({ key }) => {
  const contact = await key.post('/api/contacts', { email: uniqueEmail() });
  const made = await order(key, contact.json.id, `E2E-${Date.now()}-1`);
  expect(made.status, made.text).toBe(201);
  expect(made.json.total).toEqual({ amount: 3499, currency: 'EUR' });
  const person = await key.get(`/api/contacts/${contact.json.id}`);
  expect(person.json).toMatchObject({ orders_count: 1, orders_value: { amount: 3499, currency: 'EUR' } });
  const timeline = await key.get(`/api/contacts/${contact.json.id}/timeline`);
  expect(timeline.json.items.some((e: { type: string }) => e.type === 'purchase')).toBe(true);
  expect((await key.get(`/api/contacts/${contact.json.id}/orders`)).json.items).toHaveLength(1);
});

test('an order number arrives once', async ({ key }) => {
  const contact = await key.post('/api/contacts', { email: uniqueEmail() });
  const number = `E2E-${Date.now()}-2`;
  expect((await order(key, contact.json.id, number)).status).toBe(201);
  expect([409, 422]).toContain((await order(key, contact.json.id, number)).status);
});

test('a refund lowers the net value and cannot exceed what was paid', async ({ key }) => {
  const contact = await key.post('/api/contacts', { email: uniqueEmail() });
  const made = await order(key, contact.json.id, `E2E-${Date.now()}-3`);
  const partial = await key.post(`/api/orders/${made.json.id}/refund`, { amount: { amount: 499, currency: 'EUR' }, reason: 'scratched' });
  expect(partial.status, partial.text).toBeLessThan(300);
  const read = await key.get(`/api/orders/${made.json.id}`);
  expect(read.json).toMatchObject({ status: 'partially_refunded', net: { amount: 3000 } });
  const tooMuch = await key.post(`/api/orders/${made.json.id}/refund`, { amount: { amount: 999999, currency: 'EUR' }, reason: 'no' });
  expect([409, 422]).toContain(tooMuch.status);
  const rest = await key.post(`/api/orders/${made.json.id}/refund`, { reason: 'all of it' });
  expect(rest.status, rest.text).toBeLessThan(300);
  expect((await key.get(`/api/orders/${made.json.id}`)).json.status).toBe('refunded');
});

test('a cancelled order counts for nothing', async ({ key }) => {
  const contact = await key.post('/api/contacts', { email: uniqueEmail() });
  const made = await order(key, contact.json.id, `E2E-${Date.now()}-4`);
  expect((await key.post(`/api/orders/${made.json.id}/cancel`, { reason: 'changed their mind' })).status).toBeLessThan(300);
  expect((await key.get(`/api/orders/${made.json.id}`)).json.status).toBe('cancelled');
  expect((await key.get(`/api/contacts/${contact.json.id}`)).json.orders_value?.amount ?? 0).toBe(0);
});

test('an order whose line is wrong names the line and the field, and nothing of it is stored', async ({ key }) => {
  const contact = await key.post('/api/contacts', { email: uniqueEmail() });
  const bad = await key.post('/api/orders', {
    contact_id: contact.json.id, number: `E2E-${Date.now()}-5`, ordered_at: new Date().toISOString(), currency: 'EUR',
    lines: [{ name: 'ok', quantity: 1, unit_price: { amount: 1, currency: 'EUR' } }, { name: 'bad', quantity: 'three', unit_price: { amount: 1, currency: 'EUR' } }],
  });
  expect(bad.status, bad.text).toBe(422);
  expect(bad.json.issues.map((i: { path: string }) => i.path)).toContain('lines[1].quantity');
  expect((await key.get(`/api/contacts/${contact.json.id}/orders`)).json.items).toHaveLength(0);
});

test('an import of orders accounts for every line', async ({ key }) => {
  const csv = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    '536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
    '536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom',
    'C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,United Kingdom',
    '536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom', ''].join('\n');
  const started = await key.send('POST', '/api/imports/orders?preset=uci-online-retail&filename=small.csv', { raw: csv, headers: { 'content-type': 'text/csv' } });
  expect(started.status, started.text).toBeLessThan(300);
  await expect.poll(async () => (await key.get(`/api/imports/${started.json.id}`)).json.status, { timeout: 20_000 }).toBe('completed');
  const done = (await key.get(`/api/imports/${started.json.id}`)).json;
  expect(done.lines_done).toBe(4);
  const report = await key.get(`/api/imports/${started.json.id}/report`);
  expect(report.status).toBe(200);
});

test('Home gives its figures', async ({ key }) => {
  const home = await key.get('/api/home');
  expect(home.status, home.text).toBe(200);
  expect(home.json.contacts.total).toBeGreaterThanOrEqual(0);
  expect(home.json.revenue_by_month).toHaveLength(24);
});
