// A full disk and a lost database give 503 in a sentence and pass by themselves.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '../support/fixtures.ts';
import { type Answer, Client, makeKey, setUp, uniqueEmail } from '../support/client.ts';
import { Server } from '../support/server.ts';
import { startCluster } from '../support/cluster.ts';

const run = promisify(execFile);

// Only root can mount a small file system.
const forRoot = process.getuid?.() === 0 ? '@sqlite' : '@nowhere';

test('a full disk refuses writes with 503, still reads, and recovers when there is room again', { tag: forRoot }, async () => {
  test.setTimeout(120_000);
  const place = mkdtempSync(join(tmpdir(), 'rapport-full-'));
  await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', place]);
  let server: Server | undefined;
  try {
    server = await Server.start({ engine: 'sqlite', folder: place });
    const client = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'full', role: 'administrator' }));
    const kept: string[] = [];
    const first = await client.post('/api/contacts', { email: uniqueEmail() });
    expect(first.status).toBe(201);
    const ballast = join(place, 'ballast');
    // Fill what is left, as far as it goes.
    try { writeFileSync(ballast, Buffer.alloc(64 << 20)); } catch { /* that is the point */ }
    expect(statSync(ballast).size).toBeGreaterThan(0);
    let refused: Answer | undefined;
    for (let i = 0; i < 4000 && !refused; i += 1) {
      const answer = await client.post('/api/contacts', { email: uniqueEmail(), notes: 'n'.repeat(2000) });
      if (answer.status === 201) kept.push(answer.json.id);
      else refused = answer;
    }
    expect(refused?.status, refused?.text).toBe(503);
    expect(refused?.json.detail).toMatch(/disk|space|full|room/i);
    expect((await client.get(`/api/contacts/${first.json.id}`)).status).toBe(200);
    unlinkSync(ballast);
    await expect.poll(async () => (await client.post('/api/contacts', { email: uniqueEmail() })).status, { timeout: 20_000 }).toBe(201);
    for (const id of kept) expect((await client.get(`/api/contacts/${id}`)).status).toBe(200);
    expect((await client.get('/api/audit/verify')).json.ok).toBe(true);
  } finally {
    await server?.quit();
    await run('umount', ['-l', place]).catch(() => undefined);
    rmSync(place, { recursive: true, force: true });
  }
});

test('PostgreSQL that stops and comes back gives 503 in between and no lost write', { tag: '@postgres' }, async () => {
  test.setTimeout(120_000);
  const cluster = await startCluster();
  let server: Server | undefined;
  try {
    server = await Server.start({ engine: 'postgres', databaseUrl: cluster.url });
    const client = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'lost', role: 'administrator' }));
    const first = await client.post('/api/contacts', { email: uniqueEmail() });
    expect(first.status).toBe(201);
    await cluster.stop();
    const lost = await client.post('/api/contacts', { email: uniqueEmail() });
    expect(lost.status, lost.text).toBe(503);
    expect(lost.json.detail).toBeTruthy();
    expect((await new Client(server.origin).get('/healthz')).status).toBe(200);
    // Readiness is looked at once a second at most.
    await expect.poll(async () => (await new Client(server?.origin ?? '').get('/readyz')).status, { timeout: 10_000 }).toBe(503);
    await cluster.start();
    await expect.poll(async () => (await client.post('/api/contacts', { email: uniqueEmail() })).status, { timeout: 30_000 }).toBe(201);
    expect((await client.get(`/api/contacts/${first.json.id}`)).status).toBe(200);
    await expect.poll(async () => (await new Client(server?.origin ?? '').get('/readyz')).status).toBe(200);
  } finally {
    await server?.quit();
    await cluster.remove();
  }
});

test('a server that is told to stop finishes what it accepted', async ({ database }) => {
  const server = await Server.start({ engine: database });
  try {
    const client = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'stop', role: 'administrator' }));
    const writes = Array.from({ length: 200 }, () => client.post('/api/contacts', { email: uniqueEmail() }).catch(() => undefined));
    await new Promise((r) => setTimeout(r, 20));
    const code = await server.quit();
    const answers = (await Promise.all(writes)).filter((a) => a?.status === 201);
    expect(code).toBe(0);
    await server.start();
    for (const answer of answers) expect((await client.get(`/api/contacts/${answer?.json.id}`)).status).toBe(200);
  } finally {
    await server.stop();
  }
});
