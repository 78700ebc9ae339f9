// SIGKILL in the middle of an export: no file looks whole before it is, and after the restart the export is made
// again from the first contact, complete.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/fixtures.ts';
import { importContacts, startToKill } from '../support/killing.ts';

const contacts = process.env.LONG ? 200_000 : 40_000;

test('an export that is killed in the middle is complete after the restart', async ({ database }) => {
  test.setTimeout(300_000);
  const { server, client: key, start } = await startToKill(database);
  try {
    await importContacts(key, ['first_name,last_name,external_id', ...Array.from({ length: contacts }, (_, i) => `N${i},Killed,E${i}`)]);

    const folder = join(server.folder, 'exports');
    const files = () => { try { return readdirSync(folder); } catch { return []; } };
    const kills = 3;
    const begun = (async () => (await key.post('/api/exports/contacts', {})).json)();
    let known = new Set<string>();
    for (let kill = 0; kill < kills; kill += 1) {
      const starting = kill === 0 ? undefined : start().catch(() => undefined);
      await expect.poll(() => files().some((name) => name.endsWith('.part') && !known.has(name)), { timeout: 90_000, intervals: [3] }).toBe(true);
      await begun;
      await server.kill();
      await starting;
      expect(files().filter((name) => !name.endsWith('.part')), 'killed too late: the export was ready').toEqual([]);
      known = new Set(files());
    }
    await start();
    const { id, expected } = await begun;
    expect(expected).toBe(contacts);
    await expect.poll(async () => (await key.get(`/api/exports/${id}`)).json.state, { timeout: 120_000 }).toBe('ready');
    const done = (await key.get(`/api/exports/${id}`)).json;
    expect(done.written).toBe(contacts);
    const text = (await key.get(`/api/exports/${id}/file`)).text;
    const rows = text.trim().split('\r\n');
    expect(rows).toHaveLength(contacts + 1);
    expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(contacts + 1);
    expect(Buffer.byteLength(text)).toBe(done.bytes);
  } finally {
    await server.stop();
  }
});
