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

test('what was said 90 days ago is held against what came, with how sure it is', async ({ page, server, admin }) => {
  const read = async () => (await admin.get('/api/insights/accuracy')).json.report;
  await expect.poll(async () => (await read())?.latest.stages.people ?? 0, { timeout: 40_000 }).toBeGreaterThan(1_000);
  await page.goto(`${server.origin}/insights/accuracy`);
  const report = await read();
  const share = (value: number) => `${(Math.round(value * 1000) / 10).toLocaleString('en')}%`;
  const headline = page.getByRole('definition').filter({ hasText: share(report.latest.stages.value) }).first();
  await expect(headline).toBeVisible();
  await expect(page.getByText(`${share(report.latest.stages.low)} to ${share(report.latest.stages.high)}`)).toBeVisible();
  const stages = page.getByRole('region', { name: 'Who ordered, by stage' });
  const loyal = report.stages.find((one: { stage: string }) => one.stage === 'loyal');
  await expect(stages.getByRole('row', { name: /Loyal/ })).toContainText(loyal.customers.toLocaleString('en'));
  await expect(page.getByRole('figure', { name: 'Predicted and actual value' })).toBeVisible();
  await expectAccessible(page, 'accuracy');
  await page.getByRole('combobox', { name: 'Measure' }).click();
  await page.getByRole('option', { name: 'At risk and ordered again' }).click();
  await expect(page).toHaveURL(/measure=retained/);
  await expect(page.getByRole('figure', { name: 'At risk and ordered again' })).toBeVisible();
  await page.getByText('How each figure is defined').click();
  await expect(page.getByText(/Wilson \(1927\)/)).toBeVisible();

  const before = report.computed_at;
  await page.getByRole('button', { name: 'Measure now' }).click();
  await expect.poll(async () => (await read()).computed_at !== before, { timeout: 20_000 }).toBe(true);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'accuracy on a phone');
  await expectAccessible(page, 'accuracy on a phone');
});
