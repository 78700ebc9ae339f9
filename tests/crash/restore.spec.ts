// A backup taken beside a running server, restored into an empty place, equals the original row by row.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp, uniqueEmail } from '../support/client.ts';
import { binary, postgresTool, Server } from '../support/server.ts';

const run = promisify(execFile);

// Every row of a list, page by page, as the server tells it.
async function everything(client: Client, path: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  let cursor = '';
  do {
    const page = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`);
    expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBe(200);
    rows.push(...page.json.items);
    cursor = page.json.next_cursor ? `&cursor=${encodeURIComponent(page.json.next_cursor)}` : '';
  } while (cursor);
  return rows;
}

test('a restored backup equals the original', async ({ database }) => {
  test.setTimeout(120_000);
  const server = await Server.start({ engine: database });
  const place = mkdtempSync(join(tmpdir(), 'rapport-restore-'));
  let copy: Server | undefined;
  let freshDatabase = '';
  try {
    const admin = await setUp(server.origin);
    const secret = await makeKey(admin, { name: 'backup', role: 'administrator' });
    const client = new Client(server.origin).withKey(secret);
    for (let i = 0; i < 40; i += 1) {
      const contact = await client.post('/api/contacts', { email: uniqueEmail(), first_name: `Né ${i}`, tags: ['a', 'ü'], notes: '\u{1F9FE} line\nbreak' });
      await client.post('/api/orders', { contact_id: contact.json.id, number: `B-${i}`, ordered_at: '2026-03-01T10:00:00Z', currency: 'EUR',
        lines: [{ name: 'x', quantity: 1, unit_price: { amount: 1999, currency: 'EUR' } }] });
    }
    const file = join(place, 'backup.rapport');
    await server.cli(['backup', '--out', file]);
    const paths = ['/api/contacts?sort=oldest', '/api/companies', '/api/orders', '/api/products', '/api/audit'];
    const before = await Promise.all(paths.map((p) => everything(client, p)));

    const where = ['--data', join(place, 'data')];
    let databaseUrl: string | undefined;
    if (database === 'postgres') {
      freshDatabase = `restored_${Date.now()}`;
      await postgresTool('createdb', [freshDatabase]);
      const url = new URL(process.env.RAPPORT_TEST_POSTGRES ?? '');
      url.pathname = `/${freshDatabase}`;
      databaseUrl = url.href;
      where.push('--database', databaseUrl);
    }
    await run(binary, ['restore', file, ...where]);
    // The master key is no part of a backup.
    copyFileSync(join(server.folder, 'secret.key'), join(place, 'data', 'secret.key'));
    copy = await Server.start({ engine: database, folder: join(place, 'data'), databaseUrl });
    const restored = new Client(copy.origin).withKey(secret);
    const after = await Promise.all(paths.map((p) => everything(restored, p)));
    for (const [i, path] of paths.entries()) {
      // The newest entries were numbered and chained a moment later than they were written.
      if (path === '/api/audit') expect(withoutChain(after[i])).toEqual(withoutChain(before[i]));
      else expect(withoutVisits(after[i]), path).toEqual(withoutVisits(before[i]));
    }
    expect((await restored.get('/api/audit/verify')).json.ok).toBe(true);
  } finally {
    await copy?.quit();
    await server.stop();
    if (freshDatabase) await postgresTool('dropdb', ['--force', freshDatabase]).catch(() => undefined);
    rmSync(place, { recursive: true, force: true });
  }
});

const withoutChain = (rows: unknown) => JSON.parse(JSON.stringify(rows, (name, value) => (['seq', 'hash'].includes(name) ? undefined : value)));
const withoutVisits = (rows: unknown) => JSON.parse(JSON.stringify(rows, (name, value) => (name === 'last_seen_at' ? undefined : value)));
