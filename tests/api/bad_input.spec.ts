// Bad input gets a sentence that names the field, never a 500, and leaves nothing behind.
import { expect, test } from '../support/fixtures.ts';
import { type Client, uniqueEmail } from '../support/client.ts';
import { naughtyStrings } from '../support/shared_data.ts';

const cases: [what: string, path: string, fields: Record<string, unknown>][] = [
  ['a number for a text', 'first_name', { first_name: 7 }],
  ['a text for a list', 'tags', { tags: 'vip' }],
  ['a number in a list of texts', 'tags[0]', { tags: [1] }],
  ['an object for a text', 'city', { city: {} }],
  ['a list for a text', 'city', { city: ['Lyon'] }],
  ['a key that nobody knows', 'frist_name', { frist_name: 'x' }],
  ['a text that is too long', 'first_name', { first_name: 'x'.repeat(100_000) }],
  ['an address that is none', 'email', { email: 'not an address' }],
  ['an address with a line break', 'email', { email: 'a@example.com\r\nBcc: b@example.com' }],
  ['a country that is none', 'country', { country: 'Atlantis' }],
  ['a locale that is none', 'locale', { locale: 'xx-nowhere-really' }],
  ['a time zone that is none', 'timezone', { timezone: 'Mars/Olympus' }],
  ['a status that is none', 'status', { status: 'delighted' }],
  ['a company that is no id', 'company_id', { company_id: 'seven' }],
  ['a phone that is none', 'phone', { phone: '+++', country: 'FR' }],
  ['a NUL character', 'first_name', { first_name: 'a\u0000b' }],
];

for (const [what, path, fields] of cases) {
  test(`${what} is refused by the name of the field`, async ({ key }) => {
    const email = uniqueEmail();
    const answer = await key.post('/api/contacts', { email, ...fields });
    expect([400, 422], answer.text.slice(0, 300)).toContain(answer.status);
    if (answer.status === 422) expect(answer.json.issues.map((i: { path: string }) => i.path)).toContain(path);
    for (const issue of answer.json.issues ?? []) expect(issue.message.length).toBeGreaterThan(5);
    expect((await key.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items).toHaveLength(0);
  });
}

test('a body that is no JSON, too deep, too big or not UTF-8 is refused', async ({ key }) => {
  const bodies: [string | Uint8Array, number[]][] = [
    ['', [400, 422]],
    ['{', [400, 422]],
    ['[]', [400, 422]],
    ['null', [400, 422]],
    ['"text"', [400, 422]],
    ['{"email":"a@example.com",}', [400, 422]],
    ['{"email":"a@example.com"} x', [400, 422]],
    ['{"first_name":"a","first_name":"b"}', [400, 422]],
    ['{"estimated_value":1e400}', [400, 422]],
    ['{"estimated_value":NaN}', [400, 422]],
    ['{"estimated_value":{"amount":99999999999999999999999999,"currency":"EUR"}}', [400, 422]],
    [`{"tags":${'['.repeat(5000)}${']'.repeat(5000)}}`, [400, 422]],
    [`{"notes":"${'x'.repeat(5_000_000)}"}`, [413, 422]],
    [Buffer.concat([Buffer.from('{"first_name":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]), [400, 422]],
    [Buffer.from([0x00, 0x01, 0x02]), [400, 422]],
    ['{"first_name":"\\ud800"}', [400, 422]],
  ];
  for (const [raw, statuses] of bodies) {
    const answer = await key.send('POST', '/api/contacts', { raw });
    expect(statuses, `${String(raw).slice(0, 60)} → ${answer.text.slice(0, 200)}`).toContain(answer.status);
    expect(answer.json.detail ?? answer.json.title).toBeTruthy();
  }
});

test('query parameters that make no sense are refused by name', async ({ key }) => {
  for (const [query, path] of [['limit=0', 'limit'], ['limit=100000', 'limit'], ['limit=ten', 'limit'], ['sort=sideways', 'sort'],
    ['cursor=broken', 'cursor'], ['cursor=%00', 'cursor'], ['created_from=yesterday', 'created_from'], ['colour=blue', 'colour'],
    ['owner_id=me', 'owner_id'], ['status=delighted', 'status']]) {
    const answer = await key.get(`/api/contacts?${query}`);
    expect([400, 422], `${query}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
    expect(JSON.stringify(answer.json), query).toContain(path);
  }
  for (const query of ['search=%ff%fe', 'search=%00', `search=${'a'.repeat(6000)}`, 'search=%F0%9F%92%A9', 'search=%22%27%3B--', 'search=%2A', 'search=a%20OR%20b', 'search=NEAR(', 'city=%25'])
    expect((await key.get(`/api/contacts?${query}`)).status, query).toBeLessThan(500);
});

const textFields: Record<string, { make: (key: Client, text: string) => Promise<{ path: string; fields: Record<string, unknown> }>; names: string[] }> = {
  '/api/contacts': {
    names: ['first_name', 'last_name', 'job_title', 'city', 'notes', 'source', 'acquisition_channel', 'external_id', 'company'],
    make: async (_key, text) => ({ path: '/api/contacts', fields: { email: uniqueEmail(), first_name: text, last_name: text, job_title: text, city: text, notes: text } }),
  },
  '/api/companies': {
    names: ['name', 'industry', 'city', 'notes'],
    make: async (_key, text) => ({ path: '/api/companies', fields: { name: text, industry: text, city: text, notes: text } }),
  },
  '/api/products': {
    names: ['name', 'category'],
    make: async (_key, text) => ({ path: '/api/products', fields: { sku: `N-${uniqueEmail()}`, name: text, category: text, price: { amount: 1, currency: 'EUR' } } }),
  },
  '/api/teams': { names: ['name'], make: async (_key, text) => ({ path: '/api/teams', fields: { name: text } }) },
};

// Stored exactly, or in normal form C, or without the blanks and invisible signs at its ends.
function isSameText(stored: string, sent: string): boolean {
  const bare = (s: string) => s.normalize('NFC').replace(/^[\s\p{Z}\p{Cf}\p{Cc}]+|[\s\p{Z}\p{Cf}\p{Cc}]+$/gu, '');
  return stored === sent || stored === sent.normalize('NFC') || bare(stored) === bare(sent);
}

for (const [path, entry] of Object.entries(textFields)) {
  test(`naughty strings in ${path} are stored exactly or refused by field`, async ({ key }) => {
    test.setTimeout(180_000);
    const strings = naughtyStrings();
    let stored = 0;
    const one = async (text: string) => {
      const { fields } = await entry.make(key, text);
      const answer = await key.post(path, fields);
      expect(answer.status, `${JSON.stringify(text)}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
      if (answer.status >= 400) {
        expect([400, 409, 422], JSON.stringify(text)).toContain(answer.status);
        if (answer.status === 422) for (const issue of answer.json.issues) expect(entry.names, JSON.stringify(text)).toContain(issue.path);
        return;
      }
      stored += 1;
      const back = path === '/api/teams' ? answer : await key.get(`${path}/${answer.json.id}`);
      for (const [name, value] of Object.entries(fields)) {
        if (value !== text) continue;
        expect(isSameText(back.json[name] ?? '', text), `${name}: ${JSON.stringify(text)} came back as ${JSON.stringify(back.json[name])}`).toBe(true);
      }
    };
    for (let i = 0; i < strings.length; i += 16) await Promise.all(strings.slice(i, i + 16).map(one));
    expect(stored).toBeGreaterThan(strings.length * 0.7);
  });
}

test('every write endpoint answers bad bodies with a 4xx', async ({ key }) => {
  test.setTimeout(120_000);
  const document = (await key.get('/api/openapi.json')).json;
  const bodies = ['', '{', '[]', '7', '{"nobody_knows_this":1}', '{"":null}', '{"id":{"a":[]}}', `{"a":${'['.repeat(400)}${']'.repeat(400)}}`, '\u0000'];
  for (const [path, item] of Object.entries<Record<string, unknown>>(document.paths)) {
    if (path === '/api/setup' || path.includes('session') || path.includes('test-clock')) continue;
    for (const method of ['post', 'put', 'patch']) {
      if (!(method in item)) continue;
      for (const raw of bodies) {
        const answer = await key.send(method.toUpperCase(), path.replace(/\{\w+\}/g, '01890000-0000-7000-8000-000000000000'), { raw });
        expect(answer.status, `${method} ${path} ${raw.slice(0, 40)}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
      }
    }
    if ('get' in item) {
      for (const bad of ['not-an-id', '%00', '%ff', '..', 'x'.repeat(3000)]) {
        if (!path.includes('{')) break;
        const answer = await key.get(path.replace(/\{\w+\}/g, bad));
        expect(answer.status, `get ${path} ${bad.slice(0, 20)}`).toBeLessThan(500);
      }
    }
  }
});
