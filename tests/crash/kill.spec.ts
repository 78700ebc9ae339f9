// SIGKILL at random moments under 32 writers: every answered write is there, nothing is half there, the audit
// chain verifies. 5 times in a normal run, 100 times with LONG=1. CRASH_SEED repeats a run.
import assert from 'node:assert/strict';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { randomFrom, seed } from '../support/killing.ts';
import { Server } from '../support/server.ts';

const rounds = process.env.LONG ? 100 : 5;
const writers = 32;

interface Written { contact: string; email: string; order: string; number: string }

// One writer: a contact, then an order of two lines for it, until the server is gone.
async function write(client: Client, name: string, answered: Written[], going: { on: boolean }): Promise<void> {
  for (let i = 0; going.on; i += 1) {
    const email = `${name}-${i}@example.com`;
    const number = `${name}-${i}`;
    try {
      const contact = await client.post('/api/contacts', { email, first_name: 'Crash' }, { headers: { 'idempotency-key': `c-${number}` } });
      if (contact.status !== 201) throw new Error(`${contact.status} ${contact.text}`);
      const entry: Written = { contact: contact.json.id, email, order: '', number };
      answered.push(entry);
      const order = await client.post('/api/orders', {
        contact_id: contact.json.id, number, ordered_at: '2026-01-01T00:00:00Z', currency: 'EUR',
        lines: [{ name: 'a', quantity: 1, unit_price: { amount: 100, currency: 'EUR' } }, { name: 'b', quantity: 2, unit_price: { amount: 50, currency: 'EUR' } }],
      });
      if (order.status === 201) entry.order = order.json.id;
      else if (order.status < 500 && order.status !== 429) throw new Error(`${order.status} ${order.text}`);
    } catch (error) {
      if (going.on && !(error instanceof TypeError)) throw error; // TypeError: the connection broke
      if (!going.on) return;
      await new Promise((r) => setTimeout(r, 5));
    }
  }
}

// Everything that one answered write stands for: the contact, its timeline, its order with both lines and the totals.
// Plain assertions: each expect() is a step that the runner keeps, and over many rounds keeping them was most of the time.
async function verify(client: Client, written: Written): Promise<void> {
  const contact = await client.get(`/api/contacts/${written.contact}`);
  assert.equal(contact.status, 200, `${written.email} was answered and is gone`);
  assert.equal(contact.json.email, written.email);
  const timeline = await client.get(`/api/contacts/${written.contact}/timeline`);
  const kinds: string[] = timeline.json.items.map((e: { type: string }) => e.type);
  const orders = (await client.get(`/api/contacts/${written.contact}/orders`)).json.items;
  if (written.order) assert.deepEqual(orders.map((o: { id: string }) => o.id), [written.order]);
  // An order that was not answered is there as a whole or not at all.
  for (const { id } of orders) {
    const order = await client.get(`/api/orders/${id}`);
    assert.equal(order.json.lines.length, 2, `order ${id} of ${written.email}`);
    assert.equal(order.json.total.amount, 200, `order ${id} of ${written.email}`);
  }
  assert.equal(contact.json.orders_count, orders.length, written.email);
  assert.equal(contact.json.orders_value?.amount ?? 0, 200 * orders.length, written.email);
  assert.equal(kinds.filter((k) => k === 'purchase').length, orders.length, written.email);
}

test(`no answered write is lost when the server is killed ${rounds} times under ${writers} writers`, async ({ database }) => {
  test.setTimeout(rounds * 40_000 + 120_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const server = await Server.start({ engine: database });
  try {
    const admin = await setUp(server.origin);
    const client = new Client(server.origin).withKey(await makeKey(admin, { name: 'crash', role: 'administrator' }));
    for (let round = 0; round < rounds; round += 1) {
      const answered: Written[] = [];
      const going = { on: true };
      const all = Promise.all(Array.from({ length: writers }, (_, w) => write(client, `r${round}w${w}`, answered, going)));
      await expect.poll(() => answered.length, { timeout: 30_000, intervals: [10], message: `round ${round}: nothing is written` }).toBeGreaterThan(0);
      await new Promise((r) => setTimeout(r, next() * 1500));
      await server.kill();
      going.on = false;
      await all;
      await server.start();
      // All of them by id would take long: the newest hundred (those nearest to the kill) and a sample.
      const checked = new Set([...answered.slice(-100), ...answered.filter(() => next() < 0.05)]);
      const list = [...checked];
      for (let i = 0; i < list.length; i += 16) await Promise.all(list.slice(i, i + 16).map((w) => verify(client, w)));
      // A chain that was broken once stays so: it grows with each round, and is not read in all of many.
      if (rounds <= 10 || round % 10 === 9) {
        const sums = await client.get('/api/audit/verify');
        expect(sums.json.ok, sums.text).toBe(true);
      }
    }
    expect(await server.cli(['audit', 'verify'])).toBeTruthy();
  } finally {
    await server.stop();
  }
});
