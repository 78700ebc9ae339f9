// An empty workspace: the set-up page makes the first administrator, who is then signed in or can sign in.
import { administrator, expect, journey as clean, test } from '../support/fixtures.ts';
import { Server } from '../support/server.ts';
import { expectAccessible } from '../support/page.ts';

clean('the first visitor sets Rapport up and lands in an empty workspace', async ({ page, database }) => {
  const server = await Server.start({ engine: database });
  try {
    await page.goto(server.origin);
    await expect(page).toHaveURL(/\/setup/);
    await expect(page.getByRole('heading', { name: 'Set up Rapport' })).toBeVisible();
    await expectAccessible(page, 'set-up');
    await page.getByLabel('Name', { exact: true }).fill(administrator.name);
    await page.getByLabel('E-mail').fill(administrator.email);
    for (const field of await page.locator('input[type=password]').all()) await field.fill(administrator.password);
    await page.getByLabel('Name of the business').fill('Aqua Pura');
    await page.getByRole('button', { name: 'Create the workspace' }).click();
    await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible({ timeout: 15_000 });
    await page.goto(`${server.origin}/contacts`);
    await expect(page.getByRole('main')).toContainText(/no contacts|first contact|nobody/i);
  } finally {
    await server.stop();
  }
});

test('a wrong password is told in a sentence and nothing typed is lost', async ({ page, server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  await page.goto(`${server.origin}/sign-in`);
  await page.getByLabel('E-mail').fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('E-mail or password is not right.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(administrator.email);
});
