// Consent with its proof on the contact's page, and rates of currencies in the settings.
import { expect, journey as test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import { adoptSession } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

test('a statement of consent is recorded with its proof, and a claim is told apart', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Zoé', last_name: 'Consent', consent_status: 'pending' })).json;
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const ledger = page.getByRole('list', { name: 'Consent ledger' });
  await expect(ledger.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Record a statement' }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByText(/^Proven/)).toHaveCount(0);
  await form.getByLabel('Where it comes from').fill('Fair in Lyon');
  await form.getByLabel('Where the proof is kept').fill('Folder 7');
  await expect(form.getByText(/^Proven: who, when/)).toBeVisible();
  await form.getByRole('button', { name: 'Record a statement' }).click();
  await expect(ledger.getByRole('listitem')).toHaveCount(2);
  await expect(ledger.getByRole('listitem').first()).toContainText('Proven');
  await expect(ledger.getByRole('listitem').first()).toContainText('Fair in Lyon');
  expect((await admin.get(`/api/contacts/${contact.id}`)).json).toMatchObject({ consent_status: 'b2c_optin_confirmed', gdpr_compliant: true });
});

test('a rate is added in the settings and shown with its source', async ({ page, server }) => {
  await page.goto(`${server.origin}/settings/currencies`);
  await page.getByRole('button', { name: 'Add a rate' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Currency').first().fill('CHF');
  await page.getByRole('option', { name: /CHF/ }).click();
  await form.getByLabel('From').fill('2024-01-02');
  await form.getByLabel('Rate').fill('1.0615');
  await form.getByLabel('Source').fill('ECB');
  await form.getByRole('button', { name: 'Add a rate' }).click();
  const row = page.getByRole('row', { name: /CHF/ });
  await expect(row).toContainText('1.0615 EUR');
  await expect(row).toContainText('ECB');
});
