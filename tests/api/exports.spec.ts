// Files of contacts: made in the background, complete, for those who may, and noted in the audit log.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp, uniqueEmail } from '../support/client.ts';
import { Server } from '../support/server.ts';

const password = 'a long and quiet password';

async function finished(client: Client, id: string) {
  await expect.poll(async () => (await client.get(`/api/exports/${id}`)).json.state, { timeout: 20_000, intervals: [50] }).not.toMatch(/queued|running/);
  return (await client.get(`/api/exports/${id}`)).json;
}

const lines = (text: string) => text.trim().split('\r\n');

test('an export is made in the background, downloaded by its owner alone, and audited', async ({ admin, server }) => {
  const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'exporter', role: 'manager' }));
  const city = `Exported ${Date.now().toString(36)}`;
  for (const first_name of ['Ada', '=1+1', 'Zoé'])
    expect((await key.post('/api/contacts', { first_name, email: uniqueEmail(), city, tags: ['vip', 'a,b'] })).status).toBe(201);
  const begun = await key.post('/api/exports/contacts', { query: { city, sort: 'name' }, columns: ['first_name', 'tags', 'city'] });
  expect(begun.status, begun.text).toBe(202);
  expect(begun.headers.get('location')).toBe(`/api/exports/${begun.json.id}`);
  expect(begun.json).toMatchObject({ expected: 3, format: 'csv', asked: { query: { city }, columns: ['first_name', 'tags', 'city'] } });
  const done = await finished(key, begun.json.id);
  expect(done).toMatchObject({ state: 'ready', written: 3, downloads: 0 });
  const job = (await key.get(`/api/jobs/${done.job_id}`)).json;
  expect(job).toMatchObject({ state: 'completed', progress: { done: 3, total: 3 }, result: { href: `/api/exports/${done.id}/file`, counts: { exported: 3 } } });

  const file = await key.get(`/api/exports/${done.id}/file`);
  expect(file.status, file.text).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"/);
  expect(lines(file.text)).toEqual(['first_name,tags,city', `'=1+1,"vip|a,b",${city}`, `Ada,"vip|a,b",${city}`, `Zoé,"vip|a,b",${city}`]);
  expect(Buffer.byteLength(file.text)).toBe(done.bytes);

  const other = new Client(server.origin).withKey(await makeKey(admin, { name: 'other', role: 'manager' }));
  for (const path of [`/api/exports/${done.id}`, `/api/exports/${done.id}/file`]) expect((await other.get(path)).status).toBe(404);
  expect((await other.delete(`/api/exports/${done.id}`)).status).toBe(404);
  expect((await other.get('/api/exports')).json.items).toEqual([]);
  expect((await new Client(server.origin).get(`/api/exports/${done.id}/file`)).status).toBe(401);
  const reader = new Client(server.origin).withKey(await makeKey(admin, { name: 'reader', role: 'read_only' }));
  expect((await reader.post('/api/exports/contacts', {})).status).toBe(403);
  expect((await admin.get('/api/exports')).json.items.map((one: { id: string }) => one.id)).toContain(done.id);
  expect((await admin.get(`/api/exports/${done.id}/file`)).text).toBe(file.text);

  const entries = (await admin.get(`/api/audit?object_id=${done.id}`)).json.items;
  expect(entries.map((e: { action: string }) => e.action)).toEqual(['export.downloaded', 'export.downloaded', 'contacts.exported']);
  expect(entries[1]).toMatchObject({ actor_name: 'exporter', ip: '127.0.0.1' });
  const told = Object.fromEntries(entries[2].changes.map((c: { field: string; to: unknown }) => [c.field, c.to]));
  expect(told).toMatchObject({ format: 'csv', columns: ['first_name', 'tags', 'city'], query: { city, sort: 'name' } });

  const folder = join(server.folder, 'exports');
  const [name = ''] = readdirSync(folder).filter((one) => one.startsWith(done.id));
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, name), 'utf8')).toBe(file.text);
  expect((await key.delete(`/api/exports/${done.id}`)).status).toBe(204);
  expect((await key.get(`/api/exports/${done.id}`)).json.state).toBe('expired');
  const gone = await key.get(`/api/exports/${done.id}/file`);
  expect(gone.status).toBe(404);
  expect(gone.json.detail).toContain('was deleted');
  expect(readdirSync(folder).filter((one) => one.startsWith(done.id))).toEqual([]);
});

test('chosen contacts, all formats and a filter that is an object are exported as the list has them', async ({ admin, server }) => {
  const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'formats', role: 'manager' }));
  const tag = `fmt${Date.now().toString(36)}`;
  const made = [];
  for (const first_name of ['A', 'B', 'C']) made.push((await key.post('/api/contacts', { first_name, ...(first_name === 'B' ? {} : { email: uniqueEmail() }), tags: [tag] })).json);
  const filter = { all: [{ field: 'tags', op: 'any_of', value: [tag] }] };
  const text = async (request: object) => {
    const begun = await key.post('/api/exports/contacts', request);
    expect(begun.status, begun.text).toBe(202);
    await finished(key, begun.json.id);
    return (await key.get(`/api/exports/${begun.json.id}/file`)).text;
  };
  expect(lines(await text({ ids: [made[2].id, made[0].id], columns: ['first_name'] }))).toEqual(['first_name', 'A', 'C']);
  const jsonl = (await text({ query: { filter, sort: 'name' }, format: 'jsonl' })).trim().split('\n').map((line) => JSON.parse(line));
  const list = (await key.get(`/api/contacts?sort=name&filter=${encodeURIComponent(JSON.stringify(filter))}`)).json.items;
  expect(jsonl).toEqual(list);
  const mailchimp = lines(await text({ query: { filter, sort: 'name' }, format: 'mailchimp' }));
  expect(mailchimp[0]).toBe('Email Address,First Name,Last Name,Address,Phone Number,Company,Language,Tags');
  expect(mailchimp.slice(1)).toEqual([`${made[0].email},A,,FR,,,,"""${tag}"""`, `${made[2].email},C,,FR,,,,"""${tag}"""`]);
  expect(lines(await text({ query: { filter }, columns: ['first_name', 'email'], bom: true, delimiter: 'semicolon' }))[0]).toBe('first_name;email');

  for (const [request, path] of [
    [{ columns: ['first_name', 'shoes'] }, 'columns'],
    [{ columns: ['email'], format: 'jsonl' }, 'columns'],
    [{ ids: [], query: {} }, 'ids'],
    [{ format: 'xlsx' }, 'format'],
    [{ query: { sort: 'nonsense' } }, 'sort'],
  ] as const) {
    const refused = await key.post('/api/exports/contacts', request);
    expect(refused.status, refused.text).toBe(422);
    expect(refused.json.issues[0].path).toBe(path);
  }
});

test('a seller exports only their own contacts, in the background and directly', async ({ admin, server }) => {
  const email = uniqueEmail();
  const user = await admin.post('/api/users', { email, name: 'Seller', role: 'manager', scope: 'own', password });
  expect(user.status, user.text).toBe(201);
  const seller = await new Client(server.origin).signIn(email, password);
  const mine = await admin.post('/api/contacts', { first_name: 'Mine', email: uniqueEmail(), owner_id: user.json.id });
  const foreign = await admin.post('/api/contacts', { first_name: 'Foreign', email: uniqueEmail() });
  for (const request of [{ columns: ['first_name'] }, { ids: [mine.json.id, foreign.json.id], columns: ['first_name'] }]) {
    const begun = await seller.post('/api/exports/contacts', request);
    expect(begun.json.expected, begun.text).toBe(1);
    await finished(seller, begun.json.id);
    expect(lines((await seller.get(`/api/exports/${begun.json.id}/file`)).text)).toEqual(['first_name', 'Mine']);
  }
  expect(lines((await seller.get('/api/contacts/export')).text)).toHaveLength(2);
  expect(lines((await seller.get('/api/prospects/export')).text)).toHaveLength(2);
  expect((await seller.get('/api/exports')).json.items.map((one: { state: string }) => one.state)).toEqual(['direct', 'direct', 'ready', 'ready']);
});

test('an hour has room for twenty exports of one person, said in a sentence', async ({ database }) => {
  const server = await Server.start({ engine: database, arguments: ['--test-clock'] });
  try {
    const admin = await setUp(server.origin);
    const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'busy', role: 'manager' }));
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const begun = await key.post('/api/exports/contacts', {});
      expect(begun.status, begun.text).toBe(202);
      ids.push(begun.json.id);
    }
    for (const path of ['post', 'get'] as const) {
      const refused = path === 'post' ? await key.post('/api/exports/contacts', {}) : await key.get('/api/contacts/export');
      expect(refused.status).toBe(429);
      expect(refused.json.detail).toMatch(/20 exports within an hour.*may begin at \d\d:\d\d UTC/);
    }
    for (const id of ids) expect((await finished(key, id)).state).toBe('ready');
    expect((await admin.post('/api/test-clock', { advance_seconds: 3601 })).status).toBe(200);
    const next = await key.post('/api/exports/contacts', {});
    expect(next.status).toBe(202);
    await finished(key, next.json.id);
    // The files go by themselves after seven days.
    expect((await admin.post('/api/test-clock', { advance_seconds: 8 * 86_400 })).status).toBe(200);
    await expect.poll(async () => (await key.get(`/api/exports/${ids[0]}`)).json.state, { timeout: 20_000 }).toBe('expired');
    await expect.poll(() => readdirSync(join(server.folder, 'exports')), { timeout: 20_000 }).toEqual([]);
    expect((await key.get(`/api/exports/${ids[0]}/file`)).status).toBe(404);
  } finally {
    await server.stop();
  }
});

test('the command line writes every format, whole or not at all', async ({ admin, server }) => {
  const tag = `cli${Date.now().toString(36)}`;
  await admin.post('/api/contacts', { first_name: 'Cli', email: uniqueEmail(), tags: [tag] });
  const filter = JSON.stringify({ all: [{ field: 'tags', op: 'any_of', value: [tag] }] });
  const out = join(server.folder, 'from-cli.csv');
  await server.cli(['export', 'contacts', '--format', 'csv', '--columns', 'first_name,tags', '--filter', filter, '--out', out]);
  expect(readFileSync(out, 'utf8')).toBe(`first_name,tags\r\nCli,${tag}\r\n`);
  const printed = await server.cli(['export', 'contacts', '--format', 'jsonl', '--filter', filter]);
  expect(JSON.parse(printed).first_name).toBe('Cli');
  await expect(server.cli(['export', 'contacts', '--columns', 'shoes', '--out', join(server.folder, 'none.csv')])).rejects.toThrow(/columns/);
  expect(readdirSync(server.folder).filter((name) => name.startsWith('none'))).toEqual([]);
  const entries = (await admin.get('/api/audit?action=contacts.exported')).json.items;
  expect(entries.some((e: { summary: string }) => e.summary.includes('on the command line'))).toBe(true);
});
