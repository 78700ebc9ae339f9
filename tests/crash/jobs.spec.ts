// SIGKILL at random moments of what follows a merge, its undo, a changed field and another currency, beside people who
// go on writing: nothing is half there, each goes on to its end, and the counts are exact. CRASH_SEED repeats a run.
import { expect, test } from '../support/fixtures.ts';
import { type Client, uniqueEmail } from '../support/client.ts';
import { allOf, importContacts, killDuring, randomFrom, seed, startLoad, startToKill } from '../support/killing.ts';

type Id = { id: string };
const ids = (rows: Id[]) => rows.map((row) => row.id).sort();
const asked = (condition: unknown) => encodeURIComponent(JSON.stringify(condition));

// One order of 10 euros for each name of the list.
async function importOrders(client: Client, emails: string[]) {
  const raw = ['number,date,email,product,quantity,price', ...emails.map((email, i) => `${i},2026-01-02,${email},Filter,1,10`)].join('\n');
  const begun = await client.send('POST', '/api/imports/orders?filename=orders.csv&currency=EUR', { raw, headers: { 'content-type': 'text/csv' } });
  expect(begun.status, begun.text).toBe(201);
  await expect.poll(async () => (await client.get(`/api/imports/${begun.json.id}`)).json.status, { timeout: 120_000, intervals: [50] }).toBe('completed');
}

test('a merge and its undo that are killed move every order once', async ({ database }) => {
  test.setTimeout(180_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const mortal = await startToKill(database);
  const { server, client } = mortal;
  try {
    const make = async (first_name: string) => (await client.post('/api/contacts', { first_name, email: `${first_name}@example.com` })).json.id as string;
    const [ann, bea] = [await make('ann'), await make('bea')];
    await importOrders(client, Array.from({ length: 1800 }, (_, i) => (i % 6 ? 'bea@example.com' : 'ann@example.com')));
    const ordersOf = async (id: string) => ids(await allOf<Id>(client, `/api/contacts/${id}/orders`));
    const purchasesOf = async (id: string) => (await allOf<Id>(client, `/api/contacts/${id}/timeline?types=purchase`)).length;
    const [hers, theirs] = [await ordersOf(ann), await ordersOf(bea)];
    expect([hers.length, theirs.length]).toEqual([300, 1500]);
    const load = startLoad(() => client.post('/api/contacts', { email: uniqueEmail() }));
    const whole = async () => {
      expect((await allOf<Id>(client, '/api/orders')).length).toBe(1800);
    };

    const merge = await client.post(`/api/contacts/${ann}/merge`, { other_id: bea });
    expect(merge.status, merge.text).toBe(200);
    expect(merge.json.state).toBe('moving');
    const state = async () => (await client.get(`/api/merges/${merge.json.id}`)).json.state;
    await killDuring(mortal, next, { over: async () => (await state()) === 'merged', whole });
    expect((await client.get(`/api/contacts/${ann}`)).json).toMatchObject({ orders_count: 1800, orders_value: { amount: 1_800_000 } });
    expect((await client.get(`/api/contacts/${bea}`)).json.id).toBe(ann);
    expect(await ordersOf(ann)).toEqual([...hers, ...theirs].sort());
    expect(await purchasesOf(ann)).toBe(1800);

    const undo = await client.post(`/api/merges/${merge.json.id}/undo`);
    expect(undo.status, undo.text).toBe(200);
    expect(undo.json.state).toBe('undoing');
    await killDuring(mortal, next, { over: async () => (await state()) === 'undone', whole });
    for (const [id, orders] of [[ann, hers], [bea, theirs]] as const) {
      const contact = (await client.get(`/api/contacts/${id}`)).json;
      expect(contact).toMatchObject({ id, orders_count: orders.length, orders_value: { amount: 1000 * orders.length } });
      expect(await ordersOf(id)).toEqual(orders);
      expect(await purchasesOf(id)).toBe(orders.length);
    }
    await load.end();
    expect(await server.cli(['audit', 'verify'])).toBeTruthy();
  } finally {
    await server.stop();
  }
});

test('the values of a field that became unique and filterable are prepared once, whatever is killed', async ({ database }) => {
  test.setTimeout(180_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const mortal = await startToKill(database);
  const { server, client } = mortal;
  try {
    const field = await client.post('/api/fields', { object: 'contact', name: 'badge', type: 'text', filterable: false });
    expect(field.status, field.text).toBe(201);
    const lines = 6000;
    const double = (i: number) => i % 300 === 0; // 20 of them
    await importContacts(client, ['first_name,badge', ...Array.from({ length: lines }, (_, i) => `C${i},${double(i) ? 'double' : `badge ${i}`}`)]);
    const load = startLoad((n) => client.post('/api/contacts', { email: uniqueEmail(), badge: `late ${n}` }));
    const changed = await client.patch('/api/fields/contact/badge', { unique: true, filterable: true });
    expect(changed.status, changed.text).toBe(200);
    const job = async () => (await client.get('/api/jobs?kind=prepare_field')).json.items[0];
    let records = 0;
    await killDuring(mortal, next, {
      over: async () => (await job()).state === 'completed',
      // What was counted stays counted, and is counted once.
      whole: async () => {
        const at = (await job()).progress?.records ?? 0;
        expect(at).toBeGreaterThanOrEqual(records);
        records = at;
      },
    });
    await load.end();
    const done = await job();
    expect(done.result.clashes).toBe(19);
    expect(done.result.examples).toHaveLength(19);
    expect(done.result.records).toBeGreaterThanOrEqual(lines);
    const count = async (op: string, value: string) => (await client.get(`/api/contacts?filter=${asked({ field: 'badge', op, value })}&count=exact&limit=1`)).json.total.value;
    expect(await count('equal', 'double')).toBe(20);
    expect(await count('starts_with', 'badge')).toBe(lines - 20);
    const late = await count('starts_with', 'late');
    expect(late).toBeGreaterThanOrEqual(load.answered.length);
    expect((await client.get('/api/contacts?count=exact&limit=1')).json.total.value).toBe(lines + late);
    for (const value of ['double', 'badge 1', `badge ${lines - 1}`, `late ${load.answered.at(-1)}`]) {
      const again = await client.post('/api/contacts', { email: uniqueEmail(), badge: value });
      expect(again.status, value).toBe(409);
    }
    expect(await server.cli(['audit', 'verify'])).toBeTruthy();
  } finally {
    await server.stop();
  }
});

test('orders restated in another currency by a server that is killed give exact sums', async ({ database }) => {
  test.setTimeout(180_000);
  console.log(`CRASH_SEED=${seed}`);
  const next = randomFrom(seed);
  const mortal = await startToKill(database);
  const { server, client } = mortal;
  try {
    const report = async (currency: string) => {
      const now = (await client.get('/api/settings/workspace')).json;
      const put = await client.put('/api/settings/workspace', { ...now, currency });
      expect(put.status, put.text).toBe(200);
    };
    // Before there are orders: a euro is 1.25 dollars, and sums are in euros.
    await report('USD');
    expect((await client.post('/api/currency-rates', { currency: 'EUR', day: '2020-01-01', rate: '1.25', source: 'ECB' })).status).toBe(201);
    await report('EUR');
    const people = Array.from({ length: 30 }, (_, i) => `p${i}@example.com`);
    await importOrders(client, Array.from({ length: 3000 }, (_, i) => people[i % 30] ?? ''));
    const contacts = (await allOf<Id>(client, '/api/contacts')).slice(0, 30);
    const late = (await client.post('/api/contacts', { email: uniqueEmail() })).json.id as string;
    const load = startLoad((n) => client.post('/api/orders', {
      contact_id: late, number: `late-${n}`, ordered_at: '2026-01-03T00:00:00Z', currency: 'EUR', lines: [{ name: 'a', quantity: 1, unit_price: { amount: 1000, currency: 'EUR' } }],
    }));
    await report('USD');
    const restated = async () => (await client.get('/api/currency-rates/state')).json.restatement;
    let seen = 0;
    await killDuring(mortal, next, {
      over: async () => (await restated())?.state === 'completed',
      whole: async () => {
        const { done } = await restated();
        expect(done).toBeGreaterThanOrEqual(seen);
        seen = done;
      },
    });
    await load.end();
    for (const { id } of contacts)
      expect((await client.get(`/api/contacts/${id}`)).json).toMatchObject({ orders_count: 100, orders_value: { amount: 125_000, currency: 'USD' }, other_currency_orders: 0 });
    const written = (await allOf<Id>(client, `/api/contacts/${late}/orders`)).length;
    expect(written).toBeGreaterThanOrEqual(load.answered.length);
    expect((await client.get(`/api/contacts/${late}`)).json).toMatchObject({ orders_count: written, orders_value: { amount: 1250 * written, currency: 'USD' } });
    for (const order of await allOf<{ reporting_net: unknown }>(client, '/api/orders')) expect(order.reporting_net).toEqual({ amount: 1250, currency: 'USD' });
    expect((await client.get('/api/currency-rates/state')).json.unconverted).toEqual([]);
    expect(await server.cli(['audit', 'verify'])).toBeTruthy();
  } finally {
    await server.stop();
  }
});
