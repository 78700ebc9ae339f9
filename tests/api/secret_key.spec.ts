// A newer key of the installation: at the next start everything that older ones sealed is sealed with it.
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, makeKey, setUp } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';

test('after a change of key the secrets of user hashes and webhooks are sealed with the new one, and still good', async ({ database }) => {
  const server = await Server.start({ engine: database });
  try {
    const admin = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'keys', role: 'administrator' }));
    const { secret } = (await admin.post('/api/ingestion/user_hash')).json;
    const hook = await admin.post('/api/webhooks', { url: 'https://example.com/hook', types: ['purchase'] });
    expect(hook.status, hook.text).toBeLessThan(300);
    await server.quit();

    const file = join(server.folder, 'secret.key');
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n${readFileSync(file, 'utf8')}`);
    await server.start();
    expect(server.output).toMatch(/Sealed secrets again with the new key.* secrets=2/);
    expect((await admin.post('/api/ingestion/user_hash')).json.secret).toBe(secret);
    server.output = '';
    await server.quit();
    await server.start();
    expect(server.output).not.toContain('Sealed secrets again');
  } finally {
    await server.stop();
  }
});
