// Contacts from files: upload, settings, dry run, run, report, and files that nobody should send.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

type Body = string | Uint8Array;

async function upload(key: Client, raw: Body, filename = 'people.csv', path = '/api/imports/contacts') {
  return key.send('POST', `${path}?filename=${encodeURIComponent(filename)}`, { raw: raw as string, headers: { 'content-type': 'text/csv' } });
}

async function settled(key: Client, id: string, status: string, timeout = 30_000) {
  await expect.poll(async () => (await key.get(`/api/imports/${id}`)).json.status, { timeout }).toBe(status);
  return (await key.get(`/api/imports/${id}`)).json;
}

async function check(key: Client, id: string) {
  expect((await key.post(`/api/imports/${id}/dry-run`)).status).toBe(200);
  await settled(key, id, 'draft');
  return (await key.get(`/api/imports/${id}/draft`)).json.dry_run.counts;
}

async function run(key: Client, id: string, timeout?: number) {
  const begun = await key.post(`/api/imports/${id}/run`);
  expect(begun.status, begun.text).toBe(200);
  return settled(key, id, 'completed', timeout);
}

const header = 'email,first_name,last_name,keyword_intent,city,consent_status,notes';

test('the header of prospects needs no mapping, and the dry run counts what the run does', async ({ key }) => {
  const known = uniqueEmail();
  await key.post('/api/contacts', { email: known, first_name: 'Old' });
  const a = uniqueEmail();
  const csv = `${header}\n${a},Zoé,Martin,osmoseur,Orléans,b2b_optout_allowed,"a,b"\n${known},New,,,,,\n${a.toUpperCase()},Zoé,,,Tours,,\nnobody,X,,,,,\n`;
  for (const path of ['/api/imports/contacts', '/api/prospects/import']) {
    const draft = await upload(key, csv, 'prospects.csv', path);
    expect(draft.status, draft.text).toBe(201);
    expect(draft.json.options.mapping).toEqual(header.split(','));
    expect(draft.json.import.status).toBe('draft');
    expect(draft.json.analysis).toMatchObject({ lines: 4, exact: true, encoding: 'utf8', delimiter: 'comma', has_header: true });
    const { id } = draft.json.import;
    const expected = await check(key, id);
    const total = (await key.get('/api/contacts?limit=1&count=exact')).json.total.value;
    const done = await run(key, id);
    expect(done.counts).toEqual(expected);
    const created = expected.created ?? 0;
    expect((await key.get('/api/contacts?limit=1&count=exact')).json.total.value).toBe(total + created);
    const rejected = await key.get(`/api/imports/${id}/lines?outcome=rejected`);
    expect(rejected.json.items).toMatchObject([{ line: 5, field: 'email', reason: 'invalid_email', raw: 'nobody,X,,,,,' }]);
    const french = await key.get(`/api/imports/${id}/report?outcome=rejected&language=fr`);
    expect(french.text).toContain('ligne,résultat,colonne');
    expect(french.text).toContain('Ce n’est pas une adresse e-mail valable.');
    expect((await key.get(`/api/imports/${id}/report?language=vi`)).text).toContain('đã');
  }
  expect((await key.get(`/api/contacts?search=${a}`)).json.items[0].city).toBe('Tours');
});

test('settings are checked, and a mapping is remembered for the same headers', async ({ key }) => {
  const csv = `Courriel,Teinte\n${uniqueEmail()},rouge\n`;
  const draft = (await upload(key, csv)).json;
  const { id } = draft.import;
  expect(draft.options.mapping).toEqual(['email', '']);
  const bad = await key.patch(`/api/imports/${id}`, { mapping: ['email', 'colour'] });
  expect(bad.status).toBe(422);
  expect(bad.json.issues[0]).toMatchObject({ path: 'mapping[1]', code: 'unknown_field' });
  expect((await key.patch(`/api/imports/${id}`, { mapping: ['', 'city'] })).json.issues[0].code).toBe('nobody_recognised');
  expect((await key.patch(`/api/imports/${id}`, { existing: 'sometimes' })).status).toBe(422);
  expect((await key.patch(`/api/imports/${id}`, { nonsense: 1 })).status).toBe(422);
  const good = await key.patch(`/api/imports/${id}`, { mapping: ['email', 'city'], tags: ['salon'], existing: 'fill_empty' });
  expect(good.status, good.text).toBe(200);
  await run(key, id);
  expect((await key.patch(`/api/imports/${id}`, { tags: [] })).status).toBe(409);
  expect((await key.post(`/api/imports/${id}/run`)).status).toBe(409);
  expect((await key.get('/api/contacts?tag=salon')).json.items[0].city).toBe('rouge');
  expect((await upload(key, csv)).json.options.mapping).toEqual(['email', 'city']);
});

test('what is no table is refused in a sentence, and nothing stays behind', async ({ key }) => {
  const before = (await key.get('/api/imports')).json.items.length;
  const files: [Body, RegExp][] = [
    ['', /body|empty/i],
    [Buffer.from('PK\x03\x04\x14\0\0\0xl/worksheets/sheet1.xml', 'latin1'), /workbook/],
    [Buffer.from('PK\x03\x04\x14\0\0\0photos/a.jpg', 'latin1'), /archive/],
    ['%PDF-1.7\n1 0 obj', /document/],
    [Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) >> 3 & 255)), /no text/],
    [Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',') + '\n1\n', /1,000 columns/],
  ];
  for (const [body, sentence] of files) {
    const answer = await upload(key, body, 'list.csv');
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(`${answer.json?.detail ?? ''} ${answer.text}`).toMatch(sentence);
  }
  expect((await key.get('/api/imports')).json.items).toHaveLength(before);
});

test('a packed file that was cut is looked at, and ends in a sentence', async ({ key }) => {
  const packed = gzipSync('email\na@example.com\n'.repeat(50_000)).subarray(0, 300);
  const draft = await upload(key, packed, 'cut.csv.gz');
  expect(draft.status, draft.text).toBe(201);
  const failed = await settled(key, draft.json.import.id, 'failed');
  expect(failed.message).toMatch(/gzip|damaged|cut|end/i);
  expect((await key.post(`/api/imports/${draft.json.import.id}/run`)).status).toBe(409);
});

test('a large packed file, a line of ten megabytes and a cut end leave the memory flat', async ({ server, key }) => {
  test.setTimeout(240_000);
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
  const line = `big@example.com,Big,${'x'.repeat(900)}\n`;
  const block = line.repeat(1_100); // about a megabyte
  const megabytes = process.env.LONG ? 2_048 : 200;
  const packed = gzipSync(Buffer.concat([Buffer.from(`email,first_name,notes\nfirst@example.com,F,${'y'.repeat(10_000_000)}\n`),
    ...Array.from({ length: megabytes }, () => Buffer.from(block)), Buffer.from('last@example.com,"cut')]), { level: 1 });
  const before = memory();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, memory()); }, 200);
  const draft = await upload(key, packed, 'big.csv.gz');
  expect(draft.status, draft.text.slice(0, 300)).toBe(201);
  expect(draft.json.analysis.exact).toBe(false);
  const looked = await settled(key, draft.json.import.id, 'draft', 200_000);
  clearInterval(watch);
  expect(looked.lines_total).toBe(1_100 * megabytes + 2);
  expect(most - before, 'megabytes more').toBeLessThan(120);
  expect((await key.get('/api/home')).status).toBe(200);
  expect((await key.delete(`/api/imports/${draft.json.import.id}`)).status).toBe(204);
});

test('a run pauses, goes on and is cancelled, each where that makes sense', async ({ key }) => {
  const people = Array.from({ length: 3_000 }, () => `${uniqueEmail()},X`).join('\n');
  const { id } = (await upload(key, `email,first_name\n${people}\n`)).json.import;
  await settled(key, id, 'draft');
  expect((await key.post(`/api/imports/${id}/resume`)).status).toBe(409);
  await key.post(`/api/imports/${id}/run`);
  const paused = await key.post(`/api/imports/${id}/pause`);
  if (paused.status === 200) {
    const at = (await key.get(`/api/imports/${id}`)).json;
    expect(at.status).toBe('paused');
    expect((await key.post(`/api/imports/${id}/resume`)).status).toBe(200);
  }
  const done = await settled(key, id, 'completed', 60_000);
  expect(done.counts).toEqual({ created: 3_000 });
  expect((await key.post(`/api/imports/${id}/cancel`)).status).toBe(409);
  const next = (await upload(key, `email\n${uniqueEmail()}\n`)).json.import.id;
  expect((await key.post(`/api/imports/${next}/cancel`)).json.status).toBe('cancelled');
});

test('whoever sees only a part of the records sees their own imports only', async ({ admin, server, key }) => {
  const { id } = (await upload(key, `email\n${uniqueEmail()}\n`)).json.import;
  const readOnly = new Client(server.origin).withKey(await makeKey(admin, { name: 'reader', role: 'read_only' }));
  expect((await readOnly.get(`/api/imports/${id}`)).status).toBe(403);
  expect((await upload(readOnly, 'email\na@example.com\n')).status).toBe(403);
  const marketer = new Client(server.origin).withKey(await makeKey(admin, { name: 'marketer', role: 'marketer' }));
  expect((await upload(marketer, `email\n${uniqueEmail()}\n`)).status).toBe(201);
});

test('the command line imports the same way, beside the server', async ({ server, key }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-import-'));
  const file = join(folder, 'list.csv');
  const report = join(folder, 'report.csv');
  const a = uniqueEmail();
  try {
    writeFileSync(file, `E-mail,Couleur,Ville\n${a},rouge,Lyon\nnobody,bleu,Nice\n`);
    const words = ['import', 'contacts', file, '--map', 'Couleur=last_name', '--tag', 'cli', '--existing', 'fill_empty', '--match', 'email,phone', '--quiet'];
    const dry = await server.cli([...words, '--dry-run']);
    expect(dry).toContain('2 lines read: 1 created, 0 updated, 0 merged, 0 unchanged, 1 rejected');
    expect(dry).toContain('Nothing was written.');
    expect((await key.get(`/api/contacts?search=${a}`)).json.items).toHaveLength(0);
    const said = await server.cli([...words, '--report', report]);
    expect(said).toContain('2 lines read: 1 created, 0 updated, 0 merged, 0 unchanged, 1 rejected');
    expect(said).toContain('rejected.invalid_email');
    const [made] = (await key.get(`/api/contacts?search=${a}`)).json.items;
    expect(made).toMatchObject({ last_name: 'rouge', city: 'Lyon', tags: ['cli'] });
    expect(readFileSync(report, 'utf8')).toContain('nobody');
    expect(await server.cli(words)).toContain('0 created, 0 updated, 0 merged, 1 unchanged, 1 rejected');
    const wrong = await server.cli([...words, '--map', 'Nothing=city']).catch((error) => error);
    expect(wrong.stderr).toContain('Nothing');
    // A file of another program: its form is said, and on what ground its people may be written to.
    const b = uniqueEmail();
    writeFileSync(file, Buffer.from(`Courriel;Pr\xe9nom\n${b};Zo\xe9\n`, 'latin1'));
    const stated = ['import', 'contacts', file, '--encoding', 'windows_1252', '--delimiter', 'semicolon', '--quiet', '--consent', 'b2c_optin_confirmed',
      '--consent-wording', 'I agree to receive the newsletter.', '--consent-evidence', 'Folder 7', '--consent-given-on', '2026-01-02'];
    expect(await server.cli(stated)).toContain('1 lines read: 1 created');
    const [told] = (await key.get(`/api/contacts?search=${b}`)).json.items;
    expect(told).toMatchObject({ first_name: 'Zoé', consent_status: 'b2c_optin_confirmed', consent_claimed: true }); // nobody attested it
    const [line] = (await key.get(`/api/contacts/${told.id}/consents`)).json.items;
    expect(line).toMatchObject({ wording: 'I agree to receive the newsletter.', evidence_ref: 'Folder 7' });
    const half = await server.cli(['import', 'contacts', file, '--consent-wording', 'x']).catch((error) => error);
    expect(half.stderr).toContain('--consent');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('changes of different settings at the same moment all stand, and a run names the settings that were seen', async ({ key }) => {
  const draft = (await upload(key, `Courriel,Ton\n${uniqueEmail()},rouge\n`)).json;
  const path = `/api/imports/${draft.import.id}`;
  const changes = [{ mapping: ['email', 'city'] }, { tags: ['a'] }, { source: 'fair' }, { existing: 'skip' }, { country: 'FR' }, { match: ['email'] }];
  for (const answer of await Promise.all(changes.map((change) => key.patch(path, change)))) expect(answer.status, answer.text).toBe(200);
  const now = (await key.get(`${path}/draft`)).json;
  for (const change of changes) expect(now.options).toMatchObject(change);
  expect(now.settings_version).not.toBe(draft.settings_version);
  for (const what of ['dry-run', 'run']) {
    const refused = await key.send('POST', `${path}/${what}`, { headers: { 'if-match': `"${draft.settings_version}"` } });
    expect(refused.status, refused.text).toBe(412);
    expect(refused.json.code).toBe('stale');
  }
  const begun = await key.send('POST', `${path}/run`, { headers: { 'if-match': `"${now.settings_version}"` } });
  expect(begun.status, begun.text).toBe(200);
});
