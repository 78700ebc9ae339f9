// Consent with its proof on the contact's page, and rates of currencies in the settings.
import { expect, journey as test } from '../support/fixtures.ts';
import { Client, uniqueEmail } from '../support/client.ts';
import { adoptSession, expectAccessible } from '../support/page.ts';

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

test('consent that a change stated is annulled with it, and the ledger keeps both lines', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Nora', last_name: 'Mistaken' })).json;
  const changed = await admin.patch(`/api/contacts/${contact.id}`, { consent_status: 'withdrawn' });
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const ledger = page.getByRole('list', { name: 'Consent ledger' });
  await expect(ledger.getByRole('listitem')).toHaveCount(1);
  await expect(ledger.getByText('Withdrawn', { exact: true })).toBeVisible();
  expect((await admin.post(`/api/change-sets/${changed.headers.get('change-set')}/undo`)).status).toBe(200);
  await page.reload();
  await expect(ledger.getByRole('listitem')).toHaveCount(2);
  await expect(ledger.getByRole('listitem').first()).toContainText('By undoing a change');
  await expect(ledger.getByRole('listitem').last()).toContainText('Annulled');
  await expectAccessible(page, 'an annulled statement');
  expect((await admin.get(`/api/contacts/${contact.id}`)).json).toMatchObject({ consent_status: 'unknown', status: 'new' });
  const forged = await admin.post(`/api/contacts/${contact.id}/consents`, { channel: 'email', status: 'annulled' });
  expect(forged.status).toBe(422);
  expect(forged.text).toContain('is written by an undo alone');
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

test('somebody is unsubscribed in two clicks, with the reason, and no undo is offered', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Uma', last_name: 'Leaves', consent: { channel: 'email', status: 'granted', method: 'paper', source: 'Fair', evidence_ref: 'Folder 7', occurred_at: '2026-01-02T10:00:00Z' } })).json;
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const ledger = page.getByRole('list', { name: 'Consent ledger' });
  await expect(ledger.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('u');
  const dialog = page.getByRole('dialog', { name: 'Unsubscribe Uma Leaves' });
  await expect(dialog.getByText('only a new statement of the person')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Unsubscribe', exact: true }).click();
  await expect(dialog).toHaveCSS('opacity', '1');
  await expectAccessible(page, 'the dialog');
  await dialog.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: 'Too many messages' }).click();
  await dialog.getByLabel('In their words').fill('three a day');
  await dialog.getByRole('button', { name: 'Unsubscribe', exact: true }).click();
  const toast = page.getByRole('region', { name: 'Messages' });
  await expect(toast).toContainText('Uma Leaves is unsubscribed from all channels.');
  await expect(toast.getByRole('button', { name: 'Undo', exact: true })).toHaveCount(0);
  await expect(ledger.getByRole('listitem').first()).toContainText('Too many messages: three a day');
  await expect(ledger.getByRole('listitem').first()).toContainText('passed on by Ada Administrator');
  await expect(page.getByRole('button', { name: /^Status Unsubscribed/ })).toBeVisible();
  const [line] = (await admin.get(`/api/contacts/${contact.id}/consents`)).json.items;
  expect(line).toMatchObject({ channel: 'all', status: 'withdrawn', proof: 'attestation', reason: 'too_many: three a day' });
});

test('who may not record consent sees no button to unsubscribe', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Uma', last_name: 'Stays' })).json;
  const email = uniqueEmail();
  expect((await admin.post('/api/users', { email, name: 'Rita Reader', role: 'read_only', password: 'a long enough password' })).status).toBe(201);
  const reader = await new Client(server.origin).signIn(email, 'a long enough password');
  await adoptSession(page, server, reader.headers.cookie ?? '');
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  await expect(page.getByRole('heading', { name: 'Consent' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Unsubscribe', exact: true })).toHaveCount(0);
});
