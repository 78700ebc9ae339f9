import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';

test('a contact is created, read, changed and deleted', async ({ key }) => {
  const email = uniqueEmail();
  const made = await key.post('/api/contacts', { email, first_name: 'Élodie', last_name: 'Nguyễn', country: 'FR', phone: '+33 6 12 34 56 78', tags: ['vip'] });
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ email, first_name: 'Élodie', last_name: 'Nguyễn', country: 'FR', status: 'new' });
  expect(made.json.phone).toBe('+33612345678');
  expect(made.headers.get('location')).toContain(made.json.id);
  const read = await key.get(`/api/contacts/${made.json.id}`);
  expect(read.json.email).toBe(email);
  expect(read.headers.get('etag')).toBeTruthy();
  const changed = await key.patch(`/api/contacts/${made.json.id}`, { city: 'Lyon', job_title: null }, { headers: { 'if-match': read.headers.get('etag') ?? '' } });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.json).toMatchObject({ city: 'Lyon', first_name: 'Élodie' });
  expect((await key.delete(`/api/contacts/${made.json.id}`)).status).toBeLessThan(300);
  expect((await key.get(`/api/contacts/${made.json.id}`)).status).toBe(404);
});

test('a change that started from an older version is refused and carries the stored record', async ({ key }) => {
  const made = await key.post('/api/contacts', { email: uniqueEmail(), first_name: 'Old' });
  const version = made.headers.get('etag') ?? `"${made.json.version}"`;
  expect((await key.patch(`/api/contacts/${made.json.id}`, { first_name: 'Mine' }, { headers: { 'if-match': version } })).status).toBe(200);
  const stale = await key.patch(`/api/contacts/${made.json.id}`, { first_name: 'Theirs' }, { headers: { 'if-match': version } });
  expect(stale.status).toBe(412);
  expect(stale.json.code).toBe('stale');
  expect(stale.json.current.first_name).toBe('Mine');
});

test('one idempotency key gives one contact, however often it is sent', async ({ key }) => {
  const body = { email: uniqueEmail(), first_name: 'Once' };
  const headers = { 'idempotency-key': `once-${body.email}` };
  const answers = await Promise.all(Array.from({ length: 8 }, () => key.post('/api/contacts', body, { headers })));
  const again = await key.post('/api/contacts', body, { headers });
  expect(again.status, again.text).toBe(201);
  const ids = new Set([...answers, again].filter((a) => a.status === 201).map((a) => a.json.id));
  expect(ids.size).toBe(1);
  for (const a of answers) expect([201, 409]).toContain(a.status);
  const other = await key.post('/api/contacts', { ...body, first_name: 'Twice' }, { headers });
  expect([409, 422]).toContain(other.status);
});

test('an e-mail belongs to one contact, in whatever case it is written', async ({ key }) => {
  const email = uniqueEmail();
  expect((await key.post('/api/contacts', { email })).status).toBe(201);
  const twin = await key.post('/api/contacts', { email: email.toUpperCase() });
  expect([409, 422]).toContain(twin.status);
  expect(twin.json.issues[0].path).toBe('email');
});

test('two people who create the same contact at once: one wins, one is told', async ({ key }) => {
  const email = uniqueEmail();
  const answers = await Promise.all(Array.from({ length: 12 }, () => key.post('/api/contacts', { email })));
  expect(answers.filter((a) => a.status === 201)).toHaveLength(1);
  for (const a of answers) expect([201, 409, 422]).toContain(a.status);
});

test('lists page through everything once, in each order', async ({ key }) => {
  const mark = `paging${Date.now()}`;
  for (let i = 0; i < 25; i += 1) {
    const made = await key.post('/api/contacts', { email: uniqueEmail(), first_name: mark, last_name: `P${i % 7}`, city: mark });
    expect(made.status).toBe(201);
  }
  for (const sort of ['newest', 'oldest', 'name', '-name']) {
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await key.get(`/api/contacts?city=${mark}&sort=${sort}&limit=7${cursor}`);
      expect(page.status, page.text).toBe(200);
      expect(page.json.items.length).toBeLessThanOrEqual(7);
      seen.push(...page.json.items.map((c: { id: string }) => c.id));
      if (!page.json.next_cursor) break;
      cursor = `&cursor=${encodeURIComponent(page.json.next_cursor)}`;
    }
    expect(seen, sort).toHaveLength(25);
    expect(new Set(seen).size, sort).toBe(25);
  }
});

test('search finds by part of a name, without accents, and by e-mail', async ({ key }) => {
  const email = uniqueEmail();
  const made = await key.post('/api/contacts', { email, first_name: 'Thị Hạnh', last_name: 'Trương-Vĩnh' });
  expect(made.status).toBe(201);
  for (const search of ['truong', 'Vĩnh', 'hanh', email, email.slice(0, 20).toUpperCase()]) {
    const found = await key.get(`/api/contacts?search=${encodeURIComponent(search)}`);
    expect(found.json.items.map((c: { id: string }) => c.id), search).toContain(made.json.id);
  }
  expect((await key.get('/api/contacts?search=%25%25%25nobodyhasthis')).json.items).toHaveLength(0);
});

test('the timeline starts with the creation and follows with changes', async ({ key }) => {
  const made = await key.post('/api/contacts', { email: uniqueEmail() });
  await key.patch(`/api/contacts/${made.json.id}`, { status: 'qualified' });
  const timeline = await key.get(`/api/contacts/${made.json.id}/timeline`);
  expect(timeline.status, timeline.text).toBe(200);
  expect(timeline.json.items.length).toBeGreaterThanOrEqual(1);
  for (const entry of timeline.json.items) expect(entry.occurred_at).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('companies are kept, found and counted', async ({ key }) => {
  const name = `Société ${Date.now()}`;
  const company = await key.post('/api/companies', { name, country: 'FR', budget: { amount: 125000, currency: 'EUR' } });
  expect(company.status, company.text).toBe(201);
  const contact = await key.post('/api/contacts', { email: uniqueEmail(), company_id: company.json.id });
  expect(contact.status, contact.text).toBe(201);
  const read = await key.get(`/api/companies/${company.json.id}`);
  expect(read.json).toMatchObject({ name, contacts_count: 1, budget: { amount: 125000, currency: 'EUR' } });
});
