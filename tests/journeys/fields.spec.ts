// A field of one's own, from the settings to a contact's page.
import { expect, journey as test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import { adoptSession } from '../support/page.ts';

test('a field is added in the settings, filled in the form and changed on the page', async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  const label = `Shoe size ${Math.random().toString(36).slice(2, 7)}`;
  await page.goto(`${server.origin}/settings/fields`);
  await page.getByRole('button', { name: 'Add field' }).first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Number' }).click();
  await drawer.getByLabel('Label in English').fill(label);
  await drawer.getByLabel('Label in French').fill('Pointure');
  await drawer.getByLabel('Default value').fill('38');
  await drawer.getByRole('button', { name: 'Add field' }).click();
  await expect(page.getByRole('rowheader', { name: label })).toBeVisible();
  const created = (await admin.post('/api/contacts', { email: uniqueEmail() })).json;
  expect(Object.values(created.custom)).toContain(38);

  const email = uniqueEmail();
  await page.goto(`${server.origin}/contacts?create=contact`);
  const form = page.getByRole('dialog');
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel(label).fill('42');
  await form.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/);
  await expect(page.getByText('42', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: `Change ${label}` }).click();
  await page.getByRole('dialog').getByLabel(label).fill('43');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('region', { name: 'Who' }).getByText('43', { exact: true })).toBeVisible();
  const stored = (await admin.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items[0];
  expect(Object.values(stored.custom)).toContain(43);
});
