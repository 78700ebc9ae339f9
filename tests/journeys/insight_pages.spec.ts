// The pages beside the customer base: who came back, how people take part, how segments do, what came true.
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

test('cohorts show who came back, by month or quarter, of everybody or of a segment', async ({ page, server, admin }) => {
  const fair = await admin.post('/api/contacts', { first_name: 'Fair', acquisition_channel: 'trade fair' });
  expect(fair.status, fair.text).toBe(201);
  const order = await admin.post('/api/orders', { contact_id: fair.json.id, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 900, currency: 'EUR' } }] });
  expect(order.status, order.text).toBe(201);
  await page.goto(`${server.origin}/insights`);
  await page.getByRole('navigation', { name: 'Pages of customer insight' }).getByRole('link', { name: 'Cohorts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cohorts' })).toBeVisible();
  const table = page.getByRole('table', { name: /One line for each period/ });
  const asked = (await admin.get('/api/insights/cohorts')).json;
  const line = asked.cohorts.find((one: { customers: number }) => one.customers > 0);
  await expect(table.getByRole('row').nth(1)).toContainText(line.customers.toLocaleString('en'));
  await expect(table.getByRole('row').nth(1)).toContainText(`${Math.round(line.cells[1].share * 100)}%`);
  await expect(page.getByRole('figure', { name: 'Retention on average' })).toBeVisible();
  await expectAccessible(page, 'cohorts');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: /CSV: Who ordered again/ }).click();
  expect((await download).suggestedFilename()).toBe('cohorts.csv');

  await page.getByText('Revenue per customer', { exact: true }).click();
  await expect(page).toHaveURL(/measure=revenue/);
  await expect(table.getByRole('row').nth(1)).toContainText('€');
  await page.getByRole('radiogroup', { name: 'Length of a period' }).getByText('Quarter').click();
  await expect(table.getByRole('row').nth(1)).toContainText(/20\d\d Q[1-4]/);
  await expect(page.getByText('still running').first()).toBeAttached();

  await page.getByRole('combobox', { name: 'Acquisition channel' }).click();
  await page.getByRole('option', { name: 'trade fair' }).click();
  await expect(page).toHaveURL(/channel=trade/);
  await expect(table.getByRole('row').nth(1)).toContainText('€9');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'cohorts on a phone');
  await expectAccessible(page, 'cohorts on a phone');
});
