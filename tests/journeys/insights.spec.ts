// What is computed of customers, as people see it: on the page of a contact, of all together, who is at risk, how good
// the model is, and what other settings would do.
import type { Client } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

const day = 86_400_000;
const eur = (amount: number) => ({ amount, currency: 'EUR' });

async function order(admin: Client, contact: string, daysAgo: number, amount: number) {
  const made = await admin.post('/api/orders', {
    contact_id: contact,
    ordered_at: new Date(Date.now() - daysAgo * day).toISOString(),
    currency: 'EUR',
    lines: [{ name: 'Lamp', quantity: 1, unit_price: eur(amount) }],
  });
  expect(made.status, made.text).toBe(201);
}

async function person(admin: Client, name: string) {
  const made = await admin.post('/api/contacts', { first_name: name, last_name: `Insight${Date.now().toString(36)}` });
  expect(made.status, made.text).toBe(201);
  return made.json as { id: string; name: string };
}

const fitted = (admin: Client) =>
  expect.poll(async () => (await admin.get('/api/models/purchases')).json.items.some((fit: { usable: boolean }) => fit.usable), { timeout: 40_000 }).toBe(true);

test('the page of a contact says what they are worth, why, and follows an order at once', async ({ page, server, admin }) => {
  await fitted(admin);
  const someone = await person(admin, 'Maren');
  await page.goto(`${server.origin}/contacts/${someone.id}`);
  const card = page.getByRole('region', { name: 'Customer value' });
  await expect(card).toContainText('No paid order yet.');
  await expectAccessible(page, 'a contact without orders');
  await page.waitForTimeout(1_000); // the stream stands

  await order(admin, someone.id, 0, 4_990);
  await expect(card.getByText('New', { exact: true }).first()).toBeVisible({ timeout: 5_000 });
  await expect(card).not.toContainText('No paid order yet.');

  // Three gaps of 40 days, the last order 130 days ago: 90 days late, so churned.
  const regular = await person(admin, 'Odile');
  for (const days of [250, 210, 170, 130]) await order(admin, regular.id, days, 8_000);
  await expect.poll(async () => (await admin.get(`/api/contacts/${regular.id}/scores`)).json.orders, { timeout: 10_000 }).toBe(4);
  await page.goto(`${server.origin}/contacts/${regular.id}`);
  await expect(card.getByText('Churned', { exact: true }).first()).toBeVisible();
  await card.getByText('Lifecycle stage', { exact: true }).click();
  await expect(card).toContainText('no order for 90 days, and more than 60 days past the expected one');
  await expect(card).toContainText('Last order 130 days ago. This customer usually orders every 40 days.');
  await expect(card).toContainText('90 days overdue');
  await card.getByText('Predicted value', { exact: true }).click();
  await expect(card).toContainText(/Average order\s*€80\.00/);
  await card.getByText('Churn risk, 90 days').click();
  await expect(card).toContainText(/Of 100 customers with such a history, \d+ orders? nothing/);
  await card.locator('summary').filter({ hasText: /^Engagement/ }).click();
  await expect(card).toContainText('4 purchases');
  await card.getByText('Stages so far').click();
  await expectAccessible(page, 'the opened card');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('tab', { name: 'What it means' }).click();
  await expect(card).toBeVisible();
  await expectNoSidewaysScroll(page, 'the card on a phone');
});

test('the base of customers leads to the people of a line and to a segment of them', async ({ page, server, admin }) => {
  await fitted(admin);
  await page.goto(`${server.origin}/`);
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Customer base' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Customer base' })).toBeVisible();
  const base = (await admin.get('/api/insights/customers')).json;
  const loyal = base.stages.find((line: { stage: string }) => line.stage === 'loyal').customers as number;
  const stages = page.getByRole('region', { name: 'Lifecycle', exact: true });
  await expect(stages.getByRole('row', { name: /^Loyal|“Loyal”/ })).toContainText(loyal.toLocaleString('en'));
  await expect(page.getByRole('figure', { name: 'Lifecycle over time' })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Moves between lifecycle stages/ })).toBeVisible();
  await expectAccessible(page, 'the base of customers');

  // A picture is a table, too.
  const moves = page.getByRole('region', { name: 'Who moved where' });
  await moves.getByRole('button', { name: 'Show as a table' }).click();
  await expect(moves.getByRole('row').nth(1)).toBeVisible();
  await page.getByLabel('From', { exact: true }).fill('2026-01-01');
  await expect(page).toHaveURL(/from=2026-01-01/);

  await stages.getByRole('link', { name: 'Show the contacts of “Loyal”' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contacts' })).toBeVisible();
  const filter = JSON.stringify({ all: [{ field: 'lifecycle_stage', op: 'in', value: ['loyal'] }] });
  const listed = (await admin.get(`/api/contacts?limit=1&count=exact&filter=${encodeURIComponent(filter)}`)).json;
  expect(listed.total.value).toBe(loyal);
  await expect(page.getByText(loyal.toLocaleString('en'), { exact: true }).first()).toBeVisible();

  await page.goBack();
  await stages.getByRole('link', { name: 'Make a segment of “Loyal”' }).click();
  await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue('lifecycle_stage = loyal');
  await expect(page.getByTestId('count')).toHaveText(loyal.toLocaleString('en'));
});

test('those at risk are saved as a segment whose members are those that were counted', async ({ page, server, admin }) => {
  await fitted(admin);
  // What the page itself asks for, once everybody was assessed by the fit.
  let first = '';
  const shown = async () => {
    const answer = page.waitForResponse((r) => r.url().includes('/api/insights/at_risk') && r.ok());
    await page.goto(`${server.origin}/insights/churn`);
    first = (await (await answer).json()).items[0]?.name ?? '';
    return first;
  };
  await expect.poll(shown, { timeout: 30_000 }).not.toBe('');
  const table = page.getByRole('grid', { name: 'At risk' }).or(page.getByRole('table', { name: 'At risk' }));
  await expect(table.getByRole('link', { name: first }).first()).toBeVisible();
  await expectAccessible(page, 'at risk');
  await page.getByRole('combobox', { name: 'Churn risk, 90 days' }).click();
  await page.getByRole('option', { name: 'Risk from 40% on' }).click();
  await expect(page).toHaveURL(/risk=40/);
  const counted = page.getByText(/people now$/);
  await expect(counted).toBeVisible();
  const many = (await counted.innerText()).replaceAll(/\D/g, '');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save what is shown as CSV' }).click();
  expect((await download).suggestedFilename()).toBe('at risk.csv');
  await page.getByRole('button', { name: 'Save as segment' }).click();
  await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue('churn_risk >= 40 AND clv_tier IN (vip, high)');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('Valuable and about to leave');
  const name = `Leaving ${Date.now().toString(36)}`;
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const made = (await admin.get('/api/segments')).json.items.find((one: { name: string }) => one.name === name) as { id: string };
  await expect.poll(async () => String((await admin.get(`/api/segments/${made.id}`)).json.members_count), { timeout: 15_000 }).toBe(many);
});

test('the model shows what it expected against what came, and is fitted anew on demand', async ({ page, server, admin }) => {
  await fitted(admin);
  const before = (await admin.get('/api/models/purchases')).json.items.length as number;
  await page.goto(`${server.origin}/insights/model`);
  await expect(page.getByText('Can be used')).toBeVisible();
  for (const name of ['Returning orders week by week', 'By how often they had come back', 'Churn risk against what happened'])
    await expect(page.getByRole('figure', { name })).toBeVisible();
  const timing = page.getByRole('region', { name: 'When customers order (BG/NBD)' });
  await expect(timing.getByRole('row')).toHaveCount(5);
  await expectAccessible(page, 'the purchase model');
  await page.getByRole('button', { name: 'Fit now' }).click();
  await expect.poll(async () => (await admin.get('/api/models/purchases')).json.items.length, { timeout: 30_000 }).toBe(before + 1);
  // The same orders give the same parameters: no drift.
  await expect(timing.getByRole('row').nth(1)).toContainText('0%', { timeout: 10_000 });
});

test('other settings of the lifecycle show whom they move before they are saved', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/settings/lifecycle`);
  await expect(page.getByRole('heading', { level: 2, name: 'Lifecycle' })).toBeVisible();
  const preview = page.getByRole('region', { name: 'What would change' });
  await expect(preview).toContainText('Nobody would change stage.');
  await page.getByText('After fixed days').click();
  const stored = (await admin.get('/api/settings/lifecycle')).json;
  const fixed = (await admin.post('/api/settings/lifecycle/preview', { ...stored, churn_rule: 'fixed' })).json;
  expect(fixed.moved).toBeGreaterThan(0);
  await expect(preview).toContainText(`${fixed.moved.toLocaleString('en')} customers would change stage.`);
  await expectAccessible(page, 'the settings of the lifecycle');
  expect((await admin.get('/api/settings/lifecycle')).json.churn_rule).toBe('interval');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible();
  await expect.poll(async () => (await admin.get('/api/settings/lifecycle')).json.churn_rule).toBe('fixed');
  await expect(preview).toContainText('Nobody would change stage.', { timeout: 15_000 });
  expect((await admin.put('/api/settings/lifecycle', stored)).status).toBe(200);
});
