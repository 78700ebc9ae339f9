// From the list to a file: the present view, some contacts that were chosen, and the list of all files.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

// The lines of the file that the click downloads.
async function downloaded(page: Page, click: () => Promise<void>): Promise<string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  expect(file.suggestedFilename()).toMatch(/^contacts-\d{4}-\d\d-\d\d\.csv$/);
  return readFileSync(await file.path(), 'utf8').replace('\uFEFF', '').trim().split('\r\n');
}

test('a filtered view is exported with its columns and read as a file', async ({ page, server, admin }) => {
  const french = (await admin.get('/api/contacts?country=FR&limit=1&count=exact')).json.total.value;
  await page.goto(`${server.origin}/contacts?country=FR`);
  await expect(page.getByRole('grid', { name: 'Contacts' }).getByRole('link').first()).toBeVisible();
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Export contacts' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export contacts' });
  await expect(dialog).toContainText('A file of');
  await expectAccessible(page, 'the dialog of an export');
  await dialog.getByRole('button', { name: 'Export' }).click();
  const lines = await downloaded(page, () => dialog.getByRole('link', { name: /^Download \(/ }).click());
  expect(lines[0]).toBe('first_name,last_name,status,email,company,country,tags,orders_count,orders_value,created_at');
  expect(lines).toHaveLength(french + 1);
  expect(lines.slice(1).every((line) => line.includes(',FR,'))).toBe(true);

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Activity/ }).click();
  await expect(page.getByText('Exporting contacts').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto(`${server.origin}/exports`);
  const row = page.getByRole('listitem').filter({ hasText: 'CSV' }).first();
  await expect(row).toContainText('downloaded once');
  await expectAccessible(page, 'the list of exports');
  await expectNoSidewaysScroll(page, 'the list of exports');
  expect(await downloaded(page, () => row.getByRole('link', { name: /^Download/ }).click())).toEqual(lines);
  await row.getByRole('button', { name: /^Delete the file/ }).click();
  await expect(row).toContainText('Deleted');
});

test('chosen contacts are exported for Mailchimp from the bulk bar', async ({ page, server, admin }) => {
  const tag = `mail-${Date.now()}`;
  for (const name of ['Ann', 'Bob', 'Cid']) await admin.post('/api/contacts', { first_name: name, email: `${name}-${tag}@example.com`, tags: [tag] });
  await page.goto(`${server.origin}/contacts?tag=${tag}&sort=name`);
  await page.getByRole('checkbox', { name: 'Ann' }).click();
  await page.getByRole('checkbox', { name: 'Cid' }).click();
  await page.getByRole('toolbar', { name: 'Actions for the selected contacts' }).getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export contacts' });
  await expect(dialog).toContainText('A file of 2 contacts');
  await dialog.getByRole('radio', { name: 'Mailchimp' }).check();
  await dialog.getByRole('button', { name: 'Export' }).click();
  const lines = await downloaded(page, () => dialog.getByRole('link', { name: /^Download \(/ }).click());
  expect(lines[0]).toMatch(/^Email Address,First Name,Last Name,Address,Phone Number/);
  expect(lines.slice(1).map((line) => line.split(',')[1]).sort()).toEqual(['Ann', 'Cid']);
});
