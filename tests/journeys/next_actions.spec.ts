// The next best action as people meet it: on the page of a contact, in the list of the morning, in the settings, and
// in the report of how suggestions do.
import { type Client, setUp } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { Server } from '../support/server.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

async function prospect(admin: Client, name: string) {
  const made = await admin.post('/api/contacts', { first_name: name, last_name: `Next${Date.now().toString(36)}`, stage: 'engaged' });
  expect(made.status, made.text).toBe(201);
  return made.json as { id: string; name: string };
}

test('a suggestion says why, is accepted, taken back, done and dismissed by keyboard, and the timeline tells it', async ({ page, server, admin }) => {
  const someone = await prospect(admin, 'Ines');
  await page.goto(`${server.origin}/contacts/${someone.id}`);
  const card = page.getByRole('region', { name: 'Next best action' });
  const suggestions = card.getByRole('list', { name: 'Next best action' });
  const first = suggestions.getByRole('listitem').first();
  await expect(first).toContainText('Status: Engaged');
  await expect(first).toContainText(/Chance of success \d+% \(95 %: \d+% to \d+%\) · (nothing learned yet|learned from \d+ suggestion)/);
  await expectAccessible(page, 'a contact with suggestions');
  const accept = card.getByRole('button', { name: /^Accept:/ }).first();
  const action = ((await accept.getAttribute('aria-label')) ?? '').replace('Accept: ', '');
  await accept.focus();
  await page.keyboard.press('Enter');
  const taken = card.getByRole('list', { name: 'Taken on' });
  await expect(taken).toContainText(action);
  await expect(taken).toContainText(/Due .* · taken on by Ada Administrator/);
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(`“${action}” is yours`);
  await expect(page.getByText(`Next action accepted: ${action}`)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(taken).toBeHidden();
  await expect(card.getByRole('button', { name: `Accept: ${action}` })).toBeVisible();

  await card.getByRole('button', { name: `Done: ${action}` }).click();
  await expect(card.getByRole('button', { name: `Accept: ${action}` })).toBeHidden();
  await expect(page.getByText(`Next action done: ${action}`)).toBeVisible();

  const dismiss = card.getByRole('button', { name: /^Dismiss:/ }).first();
  const other = ((await dismiss.getAttribute('aria-label')) ?? '').replace('Dismiss: ', '');
  await dismiss.click();
  const dialog = page.getByRole('dialog', { name: `Dismiss “${other}”` });
  await expectAccessible(page, 'the dialog of a dismissal');
  await dialog.getByRole('textbox', { name: 'Why (may stay empty)' }).fill('Wants to be left alone until spring');
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByText(`Next action dismissed: ${other}`)).toBeVisible();
  await expect(page.getByText('Wants to be left alone until spring')).toBeVisible();

  await page.goto(`${server.origin}/next-actions?status=dismissed`);
  await expect(page.getByText('Wants to be left alone until spring').first()).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.origin}/contacts/${someone.id}`);
  await page.getByRole('tab', { name: 'What it means' }).click();
  await expect(card).toBeVisible();
  await expectNoSidewaysScroll(page, 'suggestions on a phone');
});

test('the list of the morning leads from the highest value to the contact, and keeps what was taken on', async ({ page, server, admin }) => {
  await expect.poll(async () => (await admin.get('/api/next_actions/items')).json.items.length, { timeout: 60_000 }).toBeGreaterThan(10);
  const items = (await admin.get('/api/next_actions/items')).json.items as { contact_name: string; expected_value: { amount: number } }[];
  const values = items.map((item) => item.expected_value.amount);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  await page.goto(`${server.origin}/`);
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Next actions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Next actions' })).toBeVisible();
  const table = page.getByRole('grid', { name: 'Next actions' }).or(page.getByRole('table', { name: 'Next actions' }));
  await expect(table.getByRole('link', { name: items[0].contact_name }).first()).toBeVisible();
  await expectAccessible(page, 'next actions');
  await table.getByRole('link', { name: items[0].contact_name }).first().click();
  const card = page.getByRole('region', { name: 'Next best action' });
  await card.getByRole('button', { name: /^Accept:/ }).first().click();
  await expect(card.getByRole('list', { name: 'Taken on' })).toBeVisible();
  await page.goBack();
  await page.getByRole('radiogroup', { name: 'Which' }).getByText('Taken on').click();
  await expect(page).toHaveURL(/status=accepted/);
  await expect(table.getByRole('link', { name: items[0].contact_name }).first()).toBeVisible();
  await expect(table).toContainText('Ada Administrator');
  await page.getByRole('combobox', { name: 'Action' }).click();
  await page.getByRole('option', { name: 'Invite to a webinar' }).click();
  await expect(page.getByText('Nothing is taken on')).toBeVisible();
  await expectAccessible(page, 'an empty list of next actions');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.origin}/next-actions`);
  await expectNoSidewaysScroll(page, 'next actions on a phone');
});

test('actions are changed in the settings: a wrong rule is marked, a right one is suggested', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/settings/next-actions`);
  await expect(page.getByText('Schedule a follow-up', { exact: true })).toBeVisible();
  await expectAccessible(page, 'the settings of next actions');
  await page.getByRole('button', { name: 'Add an action' }).click();
  const form = page.getByRole('dialog', { name: 'New action' });
  const label = `Invite to the opening ${Date.now().toString(36)}`;
  await form.getByRole('textbox', { name: 'Name (English)' }).fill(label);
  await form.getByRole('textbox', { name: 'Name (French)' }).fill('Inviter à l’inauguration');
  await form.getByRole('textbox', { name: 'Name for programs' }).fill(`opening_${Date.now()}`);
  await form.getByRole('textbox', { name: 'Who it is for' }).fill('last_name = Gala AND statu = new');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByRole('textbox', { name: 'Who it is for' })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'a wrong rule of an action');
  await form.getByRole('textbox', { name: 'Who it is for' }).fill('last_name = Gala AND stage = engaged');
  await form.getByRole('combobox', { name: 'Value of a success' }).click();
  await page.getByRole('option', { name: 'A fixed amount' }).click();
  await form.getByRole('textbox', { name: 'Amount' }).fill('90000');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  const line = page.getByRole('listitem').filter({ hasText: label });
  await expect(line).toContainText('€90,000.00');
  const guest = await admin.post('/api/contacts', { first_name: 'Lan', last_name: 'Gala', stage: 'engaged' });
  await page.goto(`${server.origin}/contacts/${guest.json.id}`);
  const card = page.getByRole('region', { name: 'Next best action' });
  await expect(card).toContainText(label);
  await expect(card).toContainText('Last name: Gala');

  await page.goto(`${server.origin}/settings/next-actions`);
  await page.getByRole('switch', { name: `Suggest ${label}` }).click({ force: true });
  await expect(page.getByRole('switch', { name: `Suggest ${label}` })).not.toBeChecked();
  await page.getByRole('textbox', { name: 'Control group, %' }).fill('20');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await admin.get('/api/settings/next_actions')).json.holdout_percent).toBe(20);
  const stored = (await admin.get('/api/settings/next_actions')).json;
  await admin.put('/api/settings/next_actions', { ...stored, holdout_percent: 10 });
});

test('how suggestions do stands beside the control group', async ({ page, server }) => {
  await page.goto(`${server.origin}/insights`);
  await page.getByRole('link', { name: 'Next actions' }).last().click();
  await expect(page).toHaveURL(/\/insights\/next-actions/);
  const table = page.getByRole('region', { name: 'What became of suggestions' }).getByRole('table');
  await expect(table.getByRole('row', { name: /Schedule a follow-up/ })).toContainText(/%( prior)?\d+(\.\d)?% – \d/);
  await expect(table.getByRole('row', { name: /Send a thank-you note/ })).toContainText('10% prior');
  await expect(page.getByRole('region', { name: 'Against the control group' })).toContainText(/Difference: [+−-]?\d/);
  await expectAccessible(page, 'the report of next actions');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the report on a phone');
});

test('with few decisions the report says how many it needs', async ({ page, database }) => {
  const empty = await Server.start({ engine: database });
  try {
    const admin = await setUp(empty.origin);
    await adoptSession(page, empty, admin.headers.cookie ?? '');
    const someone = await prospect(admin, 'Rune');
    expect((await admin.post(`/api/contacts/${someone.id}/next_actions`)).status).toBe(200);
    await page.goto(`${empty.origin}/insights/next-actions`);
    await expect(page.getByRole('region', { name: 'Against the control group' })).toContainText('Not enough data');
    await expect(page.getByRole('region', { name: 'What the ranking is worth' })).toContainText('Not enough data: from 30 finished decisions on.');
  } finally {
    await empty.stop();
  }
});
