import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

const path = '/api/acquisition-costs';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const month = new Date().toISOString().slice(0, 7);
const upload = (key: Client, text: string) => key.send('POST', `${path}/import`, { raw: text, headers: { 'content-type': 'text/csv' } });
let numbers = 0;

// A source of one test alone, with so many customers who first ordered today.
async function won(key: Client, source: string, count: number) {
  const ids: string[] = [];
  for (let i = 0; i < count; ++i) {
    const made = await key.post('/api/contacts', { email: uniqueEmail(), source });
    expect(made.status, made.text).toBe(201);
    ids.push(made.json.id);
    const order = await key.post('/api/orders', { contact_id: made.json.id, number: `AC-${Date.now()}-${++numbers}`, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: eur(9_000) }] });
    expect(order.status, order.text).toBe(201);
  }
  return ids;
}
const clv = async (key: Client, id: string) => (await key.get(`/api/contacts/${id}/scores`)).json.clv;

test('what a month on a source cost lessens the value of who came by it, as soon as it is entered', async ({ key }) => {
  const source = `Fair ${Date.now()}`;
  const [anne, bob] = await won(key, source, 2);
  await expect.poll(() => clv(key, anne ?? '')).toBeTruthy();
  const put = await key.put(path, { kind: 'source', name: source, month, amount: eur(3_600) });
  expect(put.status, put.text).toBe(200);
  const told = { basis: 'source', name: source, month, spend: eur(3_600), customers: 2 };
  await expect.poll(async () => (await clv(key, anne ?? ''))?.acquisition, { timeout: 10_000 }).toEqual(told);
  const before = await clv(key, bob ?? '');
  expect(before.acquisition_cost).toEqual(eur(1_800));

  // A cost of one's own counts for oneself alone.
  const own = await key.patch(`/api/contacts/${bob}`, { acquisition_cost: eur(100) });
  expect(own.status, own.text).toBe(200);
  expect((await key.put(path, { kind: 'source', name: source, month, amount: eur(5_000) })).status).toBe(200);
  await expect.poll(async () => (await clv(key, anne ?? '')).acquisition_cost, { timeout: 10_000 }).toEqual(eur(2_500));
  expect(await clv(key, bob ?? '')).toMatchObject({ acquisition_cost: eur(100), acquisition: { basis: 'own', spend: null } });

  const list = (await key.get(`${path}?from=${month}&to=${month}`)).json;
  expect(list.items).toContainEqual(expect.objectContaining({ kind: 'source', name: source, amount: eur(5_000), worth: eur(5_000), customers: 2, per_customer: eur(2_500) }));
  expect(list.counted).toBe(true);
  expect((await key.get(`${path}/export`)).text).toContain(`${month},,${source},50.00,EUR\r\n`);

  expect((await key.delete(`${path}?kind=source&name=${encodeURIComponent(source)}&month=${month}`)).status).toBe(204);
  await expect.poll(async () => (await clv(key, anne ?? '')).acquisition, { timeout: 10_000 }).toBeNull();
  expect((await key.delete(`${path}?kind=source&name=${encodeURIComponent(source)}&month=${month}`)).status).toBe(404);
});

test('a file of costs is taken as a whole, or refused with a sentence for each line', async ({ key }) => {
  const refused = await upload(key, 'month,channel,source,amount\n2031-02,paid.google,,900\n2031-14,paid.gogle,,9.999\n');
  expect(refused.status, refused.text).toBe(422);
  expect(refused.json.issues.map((i: { path: string }) => i.path).sort()).toEqual(['lines[1].amount', 'lines[1].channel', 'lines[1].month']);
  expect(refused.text).toContain('did you mean “paid.google”? (line 3 of the file)');
  const during = `${path}?from=2031-01&to=2031-12`;
  expect((await key.get(during)).json.items).toEqual([]);
  const taken = await upload(key, 'month;channel;amount;currency\n2031-02;paid.google;900;EUR\n2031-03;organic.seo;12.5;USD\n');
  expect(taken.json, taken.text).toEqual({ lines: 2 });
  const { items } = (await key.get(during)).json;
  expect(items.map((i: { name: string; amount: unknown }) => [i.name, i.amount])).toEqual([
    ['organic.seo', { amount: 1_250, currency: 'USD' }],
    ['paid.google', eur(90_000)],
  ]);
  const again = await upload(key, (await key.get(`${path}/export`)).text);
  expect(again.status, again.text).toBe(200);
  expect((await key.get(during)).json.items).toHaveLength(2);
});

test('bad costs name their field, and reading or writing them needs the permission of the settings', async ({ key, admin, server }) => {
  const good = { kind: 'channel', name: 'paid.google', month: '2031-05', amount: eur(100) };
  for (const [change, field] of [[{ month: '2031-5' }, 'month'], [{ month: '1999-01' }, 'month'], [{ name: 'paid.bing' }, 'name'], [{ kind: 'source', name: 'Nowhere' }, 'name'], [{ amount: eur(-1) }, 'amount']] as const) {
    const answer = await key.put(path, { ...good, ...change });
    expect(answer.status, answer.text).toBe(422);
    expect(answer.json.issues.map((i: { path: string }) => i.path)).toEqual([field]);
  }
  for (const query of ['from=2031-13', 'from=2031-02&to=2031-01', 'from=2020-01&to=2031-01']) expect((await key.get(`${path}?${query}`)).status, query).toBe(422);
  const sales = new Client(server.origin).withKey(await makeKey(admin, { name: 'sales', role: 'sales' }));
  expect((await sales.put(path, good)).status).toBe(403);
  expect((await upload(sales, 'month,channel,amount\n')).status).toBe(403);
  expect((await new Client(server.origin).get(path)).status).toBe(401);
  expect((await key.put(path, good)).status).toBe(200);
  const log = await admin.get('/api/audit?action=acquisition_cost.');
  expect(log.json.items[0].summary).toBe('Set the cost of the channel paid.google in 2031-05 to 1.00 EUR');
});
