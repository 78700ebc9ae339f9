// SIGKILL in the middle of an export: no file looks whole before it is, and after the restart the export is made
// again from the first contact, complete.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';

const contacts = process.env.LONG ? 200_000 : 40_000;

test('an export that is killed in the middle is complete after the restart', async ({ database }) => {
  test.setTimeout(300_000);
  const server = await Server.start({ engine: database });
  try {
    const admin = await setUp(server.origin);
    const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'crash', role: 'administrator' }));
    const csv = ['first_name,last_name,external_id', ...Array.from({ length: contacts }, (_, i) => `N${i},Killed,E${i}`)].join('\n');
    const draft = (await key.send('POST', '/api/imports/contacts?filename=crash.csv', { raw: csv, headers: { 'content-type': 'text/csv' } })).json.import;
    await expect.poll(async () => (await key.get(`/api/imports/${draft.id}`)).json.status, { timeout: 60_000 }).toBe('draft');
    expect((await key.post(`/api/imports/${draft.id}/run`)).status).toBe(200);
    await expect.poll(async () => (await key.get(`/api/imports/${draft.id}`)).json.status, { timeout: 240_000 }).toBe('completed');

    const begun = await key.post('/api/exports/contacts', {});
    expect(begun.json.expected, begun.text).toBe(contacts);
    const folder = join(server.folder, 'exports');
    const files = () => { try { return readdirSync(folder); } catch { return []; } };
    for (let kill = 0; kill < 3; kill += 1) {
      const before = new Set(files());
      await expect.poll(() => files().some((name) => name.endsWith('.part') && !before.has(name)), { timeout: 60_000, intervals: [5] }).toBe(true);
      await server.kill();
      expect(files().filter((name) => !name.endsWith('.part')), 'killed too late: the export was ready').toEqual([]);
      await server.start();
    }
    await expect.poll(async () => (await key.get(`/api/exports/${begun.json.id}`)).json.state, { timeout: 120_000 }).toBe('ready');
    const done = (await key.get(`/api/exports/${begun.json.id}`)).json;
    expect(done.written).toBe(contacts);
    const text = (await key.get(`/api/exports/${begun.json.id}/file`)).text;
    const rows = text.trim().split('\r\n');
    expect(rows).toHaveLength(contacts + 1);
    expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(contacts + 1);
    expect(Buffer.byteLength(text)).toBe(done.bytes);
  } finally {
    await server.stop();
  }
});
