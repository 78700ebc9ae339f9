// A real shop's 541,909 order lines, read by the command beside a running server, then worked with in the browser.
// Needs the shared data sets; one line says so when they are absent.
import { expect, journey, test as plain } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { adoptSession } from '../support/page.ts';
import { Server } from '../support/server.ts';
import { findShared } from '../support/shared_data.ts';

const file = findShared('online_retail.csv.gz');

if (!file) {
  plain.skip('the real orders are imported', () => undefined);
} else {
  journey('the real orders are imported, every line accounted for, and found in the browser', async ({ page, database }) => {
    journey.setTimeout(300_000);
    const server = await Server.start({ engine: database });
    try {
      const admin = await setUp(server.origin);
      const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'import', role: 'administrator' }));
      const said = await server.cli(['import', 'orders', file, '--preset', 'uci-online-retail', '--quiet']);
      expect(said).toContain('541909 lines');
      const [job] = (await key.get('/api/imports')).json.items;
      expect(job.status).toBe('completed');
      expect(job.lines_done).toBe(541909);
      const contacts = await key.get('/api/contacts?limit=1&count=exact');
      expect(contacts.json.total.value).toBe(4372);
      expect((await key.get('/api/audit/verify')).json.ok).toBe(true);

      await adoptSession(page, server, admin.headers.cookie ?? '');
      await page.goto(`${server.origin}/contacts?sort=orders_value.desc`);
      const table = page.getByRole('table', { name: 'Contacts' }).or(page.getByRole('grid', { name: 'Contacts' }));
      await table.getByRole('link').first().click();
      await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').first()).toBeVisible();
      await page.goto(`${server.origin}/orders?search=536365`);
      await expect(page.getByRole('main')).toContainText('536365');
      await page.goto(server.origin);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    } finally {
      await server.stop();
    }
  });
}
