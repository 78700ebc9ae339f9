// What winning customers cost: entered on the screen, by a file, and told again on the page of a customer.
import type { Client } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

const month = () => new Date().toISOString().slice(0, 7);

async function customer(admin: Client, source: string) {
  const made = await admin.post('/api/contacts', { first_name: 'Sana', last_name: `Costs${Date.now().toString(36)}`, source });
  expect(made.status, made.text).toBe(201);
  const order = await admin.post('/api/orders', { contact_id: made.json.id, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 9_000, currency: 'EUR' } }] });
  expect(order.status, order.text).toBe(201);
  return made.json.id as string;
}

test('a spend is entered, explains a value, is changed and deleted', async ({ page, server, admin }) => {
  const source = `Salon ${Date.now().toString(36)}`;
  const someone = await customer(admin, source);
  await page.goto(`${server.origin}/insights`);
  await page.getByRole('link', { name: 'Enter acquisition costs' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Acquisition costs' })).toBeVisible();
  await expectAccessible(page, 'the acquisition costs');

  await page.getByRole('button', { name: 'Add spend', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByText('Source', { exact: true }).first().click();
  await form.getByRole('combobox', { name: 'Source' }).fill('Nowhere');
  await form.getByRole('textbox', { name: 'Spend' }).fill('much');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('textbox', { name: 'Spend' })).toHaveAttribute('aria-invalid', 'true');
  await form.getByRole('textbox', { name: 'Spend' }).fill('18');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toContainText('No contact has this source.');
  await form.getByRole('combobox', { name: 'Source' }).fill(source);
  await expectAccessible(page, 'the form of a spend');
  await form.getByRole('button', { name: 'Save' }).click();
  const cell = page.getByRole('button', { name: new RegExp(`Change the spend: ${source}`) });
  await expect(cell).toBeVisible();
  await expect(cell).toContainText('€18');

  await expect.poll(async () => (await admin.get(`/api/contacts/${someone}/scores`)).json.clv?.acquisition?.name, { timeout: 15_000 }).toBe(source);
  await page.goto(`${server.origin}/contacts/${someone}`);
  const card = page.getByRole('region', { name: 'Customer value' });
  await card.getByText('Predicted value', { exact: true }).click();
  await expect(card).toContainText(/Acquisition cost\s*− €18\.00/);
  await expect(card).toContainText(`€18.00: €18.00 for the source ${source} in`);

  await page.goto(`${server.origin}/settings/acquisition-costs`);
  await cell.click();
  await form.getByRole('textbox', { name: 'Spend' }).fill('36.50');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(cell).toContainText('€37');
  await expect(cell).toContainText('1 customer, €36.50 each');
  await cell.click();
  await form.getByRole('button', { name: 'Delete the spend' }).click();
  await page.getByRole('dialog', { name: /^Delete the spend/ }).getByRole('button', { name: 'Delete the spend' }).click();
  await expect(cell).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the costs on a phone');
});

test('a file that is dropped says what is wrong with it, or is taken', async ({ page, server }) => {
  await page.goto(`${server.origin}/settings/acquisition-costs`);
  const choose = async (text: string) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import a CSV' }).click();
    await (await chooser).setFiles({ name: 'costs.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  };
  await choose(`month,channel,amount\n${month()},paid.gogle,900\n`);
  await expect(page.getByRole('alert')).toContainText('There is no such channel.');
  await choose(`month,channel,amount\n${month()},paid.google,900\n`);
  await expect(page.getByRole('button', { name: /Change the spend: paid\.google/ })).toContainText('€900');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Twelve months earlier' }).click();
  await expect(page).toHaveURL(/to=\d{4}-\d{2}/);
  await page.getByRole('button', { name: 'Twelve months later' }).click();
  await expect(page.getByRole('button', { name: /Change the spend: paid\.google/ })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await download).suggestedFilename()).toBe('acquisition-costs.csv');
});
