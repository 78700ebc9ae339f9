import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';
import { connect } from 'node:net';

test('health, readiness, metrics and version answer', async ({ server, key }) => {
  const open = new Client(server.origin);
  expect((await open.get('/healthz')).status).toBe(200);
  expect((await open.get('/readyz')).status).toBe(200);
  const metrics = await open.get('/metrics');
  if (metrics.status === 200) expect(metrics.text).toMatch(/^# TYPE rapport_/m);
  else expect((await key.get('/metrics')).text).toMatch(/^# TYPE rapport_/m);
});

test('the API describes itself in OpenAPI 3.1, each reference resolved, each operation with a permission', async ({ key }) => {
  const document = (await key.get('/api/openapi.json')).json;
  expect(document.openapi).toMatch(/^3\.1\./);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((m) => m[1] ?? '');
  for (const reference of new Set(references)) {
    const target = reference.split('/').reduce((node, name) => node?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
    expect(target, reference).toBeDefined();
  }
  const ids = new Set<string>();
  for (const [path, item] of Object.entries<Record<string, any>>(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue;
      const name = `${method} ${path}`;
      expect(operation.summary, name).toBeTruthy();
      expect(operation['x-permission'] ?? operation.security, name).toBeDefined();
      expect(Object.keys(operation.responses).length, name).toBeGreaterThan(0);
      if (operation.operationId) {
        expect(ids.has(operation.operationId), `${name}: ${operation.operationId} twice`).toBe(false);
        ids.add(operation.operationId);
      }
      for (const parameter of path.matchAll(/\{(\w+)\}/g)) {
        const all = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
        expect(all.some((p: { name: string; in: string }) => p.in === 'path' && p.name === parameter[1]), `${name}: ${parameter[0]}`).toBe(true);
      }
    }
  }
});

test('every answer carries security headers, and pages a content security policy with a nonce', async ({ server }) => {
  const page = await new Client(server.origin).get('/');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).toMatch(/style-src 'self' 'nonce-[A-Za-z0-9+/_=-]{16,}'/);
  expect(policy).not.toContain('unsafe-eval');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const other = await new Client(server.origin).get('/');
  expect(other.headers.get('content-security-policy')).not.toBe(policy);
});

test('a missing asset is a 404 and an unknown page is the app', async ({ server }) => {
  const open = new Client(server.origin);
  expect((await open.get('/assets/nothing-here.js')).status).toBe(404);
  expect((await open.get('/api/nothing-here')).status).toBe(404);
  const page = await open.get('/contacts/some-deep-link');
  expect(page.status).toBe(200);
  expect(page.text).toContain('<html');
});

test('answers are compressed when asked for', async ({ server }) => {
  const answer = await fetch(`${server.origin}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expect((await answer.json()).openapi).toBeTruthy();
});

test('the rate limit says what is left', async ({ key }) => {
  const answer = await key.get('/api/contacts?limit=1');
  const names = [...answer.headers.keys()].filter((n) => n.includes('ratelimit'));
  expect(names.length).toBeGreaterThan(0);
  const left = Number(answer.headers.get(names.find((n) => n.includes('remaining')) ?? names[0] ?? ''));
  expect(left).toBeGreaterThan(0);
});

test('a caller over the limit gets 429 with the time to wait, and only that caller', async ({ database }) => {
  const own = await Server.start({ engine: database, environment: { RAPPORT_HTTP_REQUESTS_PER_SECOND: '5' } });
  try {
    const admin = await setUp(own.origin);
    const open = new Client(own.origin);
    const greedy = open.withKey(await makeKey(admin, { name: 'greedy', role: 'read_only' }));
    const answers = await Promise.all(Array.from({ length: 30 }, () => greedy.get('/api/contacts?limit=1')));
    const refused = answers.filter((a) => a.status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]?.headers.get('retry-after')).toBeTruthy();
    expect(refused[0]?.json.code).toBe('too_many');
    expect((await open.get('/healthz')).status).toBe(200);
  } finally {
    await own.stop();
  }
});

test('every failure is a problem document with a request id', async ({ key, server }) => {
  for (const answer of [await key.get('/api/contacts/not-an-id'), await key.get('/api/contacts/01890000-0000-7000-8000-000000000000'),
    await new Client(server.origin).get('/api/contacts'), await key.post('/api/contacts', { nonsense: 1 }), await key.send('PUT', '/api/contacts', { body: {} })]) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json).toMatchObject({ status: answer.status });
    expect(answer.json.request_id).toBeTruthy();
  }
});

function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(8_000, () => socket.destroy());
    socket.on('data', (chunk) => { text += chunk.toString('latin1'); });
    socket.on('error', () => undefined);
    socket.on('close', () => done(text));
  });
}

test('broken HTTP gets a 4xx or a closed connection, and the server lives on', async ({ server, key }) => {
  const cases = [
    'nonsense\r\n\r\n',
    'GET / HTTP/9.9\r\nHost: x\r\nConnection: close\r\n\r\n',
    `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'b'.repeat(200_000)}\r\nConnection: close\r\n\r\n`,
    'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n',
    'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello!',
    'POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\nConnection: close\r\n\r\nzz\r\n',
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]),
    'GET /..%2f..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET /%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ];
  const answers = await Promise.all(cases.map((bytes) => exchange(server.port, bytes)));
  for (const [i, answer] of answers.entries()) {
    expect(answer, String(cases[i]).slice(0, 60)).not.toMatch(/^HTTP\/1\.[01] 50[0-4]/); // 505 is an answer, 500 is not
    expect(answer).not.toContain('root:x:0');
  }
  expect((await key.get('/healthz')).status).toBe(200);
});

test('pipelined requests are answered in order', async ({ server }) => {
  const text = await exchange(server.port, ['/healthz', '/api/nothing-here', '/healthz'].map((path, i) =>
    `GET ${path} HTTP/1.1\r\nHost: x\r\n${i === 2 ? 'Connection: close\r\n' : ''}\r\n`).join(''));
  expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => m[1])).toEqual(['200', '404', '200']);
});
