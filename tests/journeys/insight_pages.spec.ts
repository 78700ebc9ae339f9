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

test('engagement leads to the people of a band and to a segment of them', async ({ page, server, admin }) => {
  const read = async () => (await admin.get('/api/insights/engagement')).json;
  await expect.poll(async () => (await read()).bands.length, { timeout: 20_000 }).toBe(11);
  const visitor = await admin.post('/api/contacts', { first_name: 'Visitor' });
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const visit = await admin.post(`/api/contacts/${visitor.json.id}/activities`, { type: 'store_visit', occurred_at: ago(30) });
  expect(visit.status, visit.text).toBe(201);
  const order = await admin.post('/api/orders', { contact_id: visitor.json.id, currency: 'EUR', ordered_at: ago(20), lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 81_700, currency: 'EUR' } }] });
  expect(order.status, order.text).toBe(201);
  await page.goto(`${server.origin}/insights/engagement`);
  await page.getByRole('button', { name: 'Count channels now' }).click();
  const scores = page.getByRole('region', { name: 'Engagement score' });
  const { bands } = await read();
  const many = bands.find((band: { from: number }) => band.from === 10).contacts as number;
  await expect(scores.getByRole('row', { name: /engagement 10–19/ })).toContainText(many.toLocaleString('en'));
  const channels = page.getByRole('region', { name: 'What happened on each channel' });
  await expect(channels.getByRole('row', { name: /store_visit 1/ })).toContainText('€817', { timeout: 20_000 });
  await expect(channels).toContainText('proves no cause');
  await expect(page.getByRole('grid', { name: 'When people act' })).toBeVisible();
  await expectAccessible(page, 'engagement');
  await scores.getByRole('link', { name: 'Show the contacts of “engagement 10–19”' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  await expect(page.getByText(many.toLocaleString('en'), { exact: true }).first()).toBeVisible();
  await page.goBack();
  await scores.getByRole('link', { name: 'Make a segment of “engagement 10–19”' }).click();
  await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue('engagement_score >= 10 AND engagement_score <= 19');
  await expect(page.getByTestId('count')).toHaveText(many.toLocaleString('en'));
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.origin}/insights/engagement`);
  await expect(scores).toBeVisible();
  await expectNoSidewaysScroll(page, 'engagement on a phone');
  await expectAccessible(page, 'engagement on a phone');
});

test('segments stand beside each other in the order of a figure, with who moved between them', async ({ page, server, admin }) => {
  for (const [name, rule] of [['Compared loyal', 'lifecycle_stage = loyal'], ['Compared lost', 'lifecycle_stage = churned']]) {
    const made = await admin.post('/api/segments', { name, rule });
    expect(made.status, made.text).toBe(201);
    await expect.poll(async () => (await admin.get(`/api/segments/${made.json.id}`)).json.members_count, { timeout: 20_000 }).toBeGreaterThan(30);
  }
  await page.goto(`${server.origin}/insights/segments`);
  const table = page.getByRole('region', { name: 'Segments beside each other' });
  await expect(table.getByRole('row').nth(1)).toContainText('Best');
  await expect(table.getByRole('row', { name: /Compared loyal/ })).toContainText('100%'); // loyal: ordered within 60 days
  await expect(table.getByRole('row', { name: /Compared lost/ })).toContainText('€');
  await table.getByRole('button', { name: 'Members' }).click();
  await expect(page).toHaveURL(/by=members/);
  await expect(table.getByRole('columnheader', { name: 'Members' })).toHaveAttribute('aria-sort', 'descending');
  await table.getByRole('button', { name: 'Members' }).click();
  await expect(table.getByRole('columnheader', { name: 'Members' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByText('365 days', { exact: true }).click();
  await expect(page).toHaveURL(/days=365/);
  await expect(page.getByRole('heading', { name: 'Migration' })).toBeVisible();
  await expectAccessible(page, 'segments compared');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'segments compared on a phone');
  await table.getByRole('link', { name: 'Compared loyal' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Compared loyal' })).toBeVisible();
});
