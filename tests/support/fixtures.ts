// What the tests of api/ and journeys/ share: per worker one server (empty or with demonstration data), an
// administrator's session, a key. A page whose content security policy is violated or that throws fails its test.
import { test as base, expect } from '@playwright/test';
import { administrator, Client, makeKey, setUp } from './client.ts';
import { type Engine, Server } from './server.ts';

export type Options = { database: Engine };

interface WorkerFixtures extends Options {
  server: Server;
  admin: Client;
  key: Client;
}

export const test = base.extend<object, WorkerFixtures>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  server: [
    async ({ database }, use) => {
      const server = await Server.start({ engine: database });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  admin: [async ({ server }, use) => use(await setUp(server.origin)), { scope: 'worker' }],
  key: [
    async ({ admin, server }, use) => use(new Client(server.origin).withKey(await makeKey(admin, { name: 'tests', role: 'administrator' }))),
    { scope: 'worker' },
  ],
});

// Journeys: a workspace with demonstration data and its administrator, and a page that must stay clean.
export const journey = test.extend<{ cleanPage: undefined }, { server: Server }>({
  server: [
    async ({ database }, use) => {
      const server = await Server.start({ engine: database, arguments: ['--demo'] });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  cleanPage: [
    async ({ page }, use) => {
      const troubles: string[] = [];
      page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
      await page.exposeFunction('__violation', (text: string) => troubles.push(`content security policy: ${text}`));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (e) =>
          (window as unknown as { __violation(text: string): void }).__violation(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
      });
      await use(undefined);
      expect(troubles).toEqual([]);
    },
    { auto: true },
  ],
});

export { administrator, expect };
