// The commands work beside a running server, on the same workspace.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '../support/fixtures.ts';
import { Client } from '../support/client.ts';
import { binary } from '../support/server.ts';

const run = promisify(execFile);

test('key add prints the key as its last line, and the key works at once', async ({ server }) => {
  const key = (await server.cli(['key', 'add', '--role', 'read_only'])).trim().split('\n').at(-1) ?? '';
  expect(key).toMatch(/^[A-Za-z0-9_-]{20,}$/);
  expect((await new Client(server.origin).withKey(key).get('/api/contacts')).status).toBe(200);
  const write = (await server.cli(['key', 'add', '--write'])).trim().split('\n').at(-1) ?? '';
  expect(write).toMatch(/^[A-Za-z0-9_-]{20,}$/);
  expect((await new Client(server.origin).withKey(write).get('/api/contacts')).status).toBe(403);
});

test('user add makes somebody who can sign in', async ({ server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  const email = `cli.${Date.now()}@example.com`;
  await server.cli(['user', 'add', email, '--name', 'Cli', '--role', 'manager', '--password', 'a long enough password']);
  const session = await new Client(server.origin).signIn(email, 'a long enough password');
  expect((await session.get('/api/session')).json.user.role).toBe('manager');
});

test('audit verify and doctor speak for the workspace', async ({ server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  expect(await server.cli(['audit', 'verify'])).toMatch(/unchanged/);
  expect((await server.cli(['doctor'])).length).toBeGreaterThan(20);
});

test('an unknown command or option names what is near', async () => {
  const failed = await run(binary, ['serv']).catch((error) => error);
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain("'serve'");
  const option = await run(binary, ['serve', '--lisen', 'x']).catch((error) => error);
  expect(option.code).not.toBe(0);
  expect(option.stderr).toContain('listen');
});

test('openapi prints what the server serves', async ({ server, key }) => {
  const { stdout } = await run(binary, ['openapi'], { maxBuffer: 1 << 28 });
  const served = (await key.get('/api/openapi.json')).json;
  expect(Object.keys(JSON.parse(stdout).paths).sort()).toEqual(Object.keys(served.paths).sort());
  expect(server.port).toBeGreaterThan(0);
});
