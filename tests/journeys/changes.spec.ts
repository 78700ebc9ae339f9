// Changing many contacts, deleting, restoring, editing, and taking each of these back.
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

test('all that match a filter are tagged at once, and Undo takes it back', async ({ page, server, admin }) => {
  const tag = `fair-${Date.now()}`;
  const french = (await admin.get('/api/contacts?country=FR&limit=1&count=exact')).json.total.value;
  await page.goto(`${server.origin}/contacts?country=FR`);
  const grid = page.getByRole('grid', { name: 'Contacts' });
  await expect(grid.getByRole('link').first()).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: /^Select all/ }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected contacts' });
  await expect(bar).toContainText(`${french} selected`.replace(/(\d)(?=(\d{3})+ )/g, '$1,'));
  await expectAccessible(page, 'the bulk bar');
  await bar.getByRole('button', { name: 'Add tags' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Tags' }).fill(tag);
  await page.keyboard.press('Enter');
  await expectAccessible(page, 'the bulk dialog');
  await dialog.getByRole('button', { name: /^Change/ }).click();
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages.getByText(/changed/)).toBeVisible();
  expect((await admin.get(`/api/contacts?tag=${tag}&limit=1&count=exact`)).json.total.value).toBe(french);
  await messages.getByRole('button', { name: 'Undo' }).click();
  await expect(messages.getByText('Undone.')).toBeVisible({ timeout: 30_000 });
  expect((await admin.get(`/api/contacts?tag=${tag}&limit=1&count=exact`)).json.total.value).toBe(0);
});

test('a contact is deleted, restored from the trash, edited, and the edit undone by key and from the history', async ({ page, server, admin }) => {
  const name = `Undo${Date.now()}`;
  const made = (await admin.post('/api/contacts', { first_name: name, city: 'Lyon' })).json;
  await page.goto(`${server.origin}/contacts/${made.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete the contact' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(`${name} was deleted.`)).toBeVisible();
  await page.goto(`${server.origin}/contacts/trash`);
  await expect(page.getByText('30 days left').first()).toBeVisible();
  await expectAccessible(page, 'the trash');
  await page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText(`${name} was restored.`)).toBeVisible();
  await page.goto(`${server.origin}/contacts/${made.id}`);
  await page.locator('[data-status-menu]').click();
  await page.getByRole('menuitem', { name: 'Qualified' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone.')).toBeVisible();
  expect((await admin.get(`/api/contacts/${made.id}`)).json.stage).toBe('new');
  await page.getByText('History', { exact: true }).click();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('An earlier change was undone')).toBeVisible();
  await expectAccessible(page, 'the history');
});
