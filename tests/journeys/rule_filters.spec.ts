// The filter of contacts asks what segments ask: what people did, and to which segments they belong.
import { Client, makeKey } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

test('who did something often, and is in a segment, is filtered, kept as a view and selected', async ({ page, server, admin }) => {
  test.setTimeout(90_000);
  const stamp = Date.now().toString(36);
  const event = `Fair visited ${stamp}`;
  const people = (await admin.get('/api/contacts?limit=190&country=FR&sort=created_at.asc')).json.items.filter((one: { external_id: string }) => one.external_id);
  const writeKey = await makeKey(admin, { name: `Fair ${stamp}`, kind: 'write' });
  // Everybody came once, two in three a second time, and half a year ago once more, which is too long ago.
  const visits = people.flatMap((one: { external_id: string }, index: number) =>
    [1, ...(index % 3 ? [2] : []), 180].map((days) => ({
      type: 'track', event, userId: one.external_id,
      timestamp: new Date(Date.now() - days * 86_400_000).toISOString(), properties: { hall: index % 2 ? 'North' : 'South' },
    })));
  const sent = await new Client(server.origin).post('/v1/batch', { writeKey, batch: visits });
  expect(sent.status, sent.text).toBe(200);
  const made = await admin.post('/api/segments', { name: `Friends ${stamp}`, description: '', kind: 'custom', rule: 'country = FR', optional_conditions: [], active: true });
  expect(made.status, made.text).toBe(201);
  const rule = { all: [
    { history: 'events', names: [event], measure: 'count', where: { field: 'occurred_at', op: 'in_last', value: { days: 30 } }, op: 'greater_equal', value: 2 },
    { segment: made.json.id },
  ] };
  const meant = people.filter((_: unknown, index: number) => index % 3).length;
  expect(meant).toBeGreaterThan(100); // more than the list loads at once
  await expect.poll(async () => (await admin.get(`/api/contacts?limit=1&count=exact&filter=${encodeURIComponent(JSON.stringify(rule))}`)).json.total?.value).toBe(meant);

  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('button', { name: 'Advanced', exact: true }).click();
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await expect(filter.getByRole('heading', { name: 'Who should the list show?' })).toBeVisible();
  await expectAccessible(page, 'the questions of the filter');
  await filter.getByRole('button', { name: /not. done/ }).click();
  await filter.getByRole('combobox', { name: 'Events' }).or(filter.getByRole('textbox', { name: 'Events' })).fill(event);
  await page.keyboard.press('Enter');
  await filter.getByLabel('How many times').fill('2');
  await filter.getByRole('button', { name: 'Add a condition', exact: true }).click();
  await page.getByRole('menuitem', { name: /segment/ }).click();
  await filter.getByRole('combobox', { name: 'Segment', exact: true }).fill(`Friends ${stamp}`);
  await page.getByRole('option', { name: new RegExp(`Friends ${stamp}`) }).click();
  await expect(filter.getByText(`${meant} contacts`, { exact: true })).toBeVisible();
  await expectAccessible(page, 'the filter');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the filter on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await filter.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Advanced: 2 conditions' })).toBeVisible();

  await page.getByRole('button', { name: 'Save as new' }).click();
  await page.getByLabel('Name of the view').fill('Fair regulars');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('tab', { name: /Fair regulars/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'Update view' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('tab', { name: /Fair regulars/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'Advanced: 2 conditions' })).toBeVisible();
  await page.getByRole('button', { name: 'Advanced: 2 conditions' }).click();
  await expect(filter.getByLabel('How many times')).toHaveValue('2');
  await expect(filter.getByRole('combobox', { name: 'Segment', exact: true })).toHaveValue(new RegExp(`Friends ${stamp}`));
  await page.keyboard.press('Escape');
  await expect(filter).toBeHidden();

  const grid = page.getByRole('grid', { name: 'Contacts' });
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: /^Select all/ }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected contacts' });
  await expect(bar).toContainText(`${meant} selected`);
  await bar.getByRole('button', { name: 'Add tags' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Tags' }).fill(`fair-${stamp}`);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: /^Change/ }).click();
  await expect(page.getByRole('region', { name: 'Messages' }).getByText(/changed/)).toBeVisible({ timeout: 30_000 });
  expect((await admin.get(`/api/contacts?tag=fair-${stamp}&limit=1&count=exact`)).json.total.value).toBe(meant);
});

test('properties of an event are offered with the values they had, and the product\'s own events are known', async ({ page, server, admin }) => {
  const stamp = Date.now().toString(36);
  const event = `Plan looked at ${stamp}`;
  const writeKey = await makeKey(admin, { name: `Site ${stamp}`, kind: 'write' });
  const batch = ['Pro', 'Pro', 'Free'].map((plan, index) => ({ type: 'track', event, userId: `looker-${stamp}-${index}`, properties: { plan, seats: index + 1 } }));
  expect((await new Client(server.origin).post('/v1/batch', { writeKey, batch })).status).toBe(200);
  // Right after the start the catalogue still reads what the demonstration wrote.
  await expect.poll(async () => (await admin.get(`/api/events/name?name=${encodeURIComponent(event)}`)).json.properties?.length, { timeout: 30_000 }).toBe(2);

  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('button', { name: 'Advanced', exact: true }).click();
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByRole('button', { name: /not. done/ }).click();
  const names = filter.getByRole('combobox', { name: 'Events' }).or(filter.getByRole('textbox', { name: 'Events' }));
  await names.fill('store_v');
  await expect(page.getByRole('option', { name: /store_visit/ })).toContainText('visit to a store');
  await page.getByRole('option', { name: /store_visit/ }).click();
  await expect(filter.getByText('Never came in')).toBeHidden();
  await page.keyboard.press('Backspace');
  await names.fill(event);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await filter.getByRole('button', { name: 'where…' }).click();
  await filter.getByRole('combobox', { name: 'Field', exact: true }).fill('plan');
  await page.getByRole('option', { name: 'plan', exact: true }).click();
  await filter.getByLabel('What is asked of plan').selectOption('equal');
  await filter.getByLabel('Value of plan').click();
  await expect(page.getByRole('option', { name: /^(Pro|Free)\s?\d/ })).toHaveText(['Pro2', 'Free1']);
  await page.getByRole('option', { name: /^Pro/ }).click();
  await expect(filter.getByText('2 contacts', { exact: true })).toBeVisible();

  await filter.getByRole('button', { name: 'Clear' }).click();
  await filter.getByRole('button', { name: /bought/ }).click();
  await filter.getByRole('button', { name: 'where…' }).click();
  await filter.getByRole('combobox', { name: 'Field', exact: true }).fill('Store');
  await page.getByRole('option', { name: 'Store', exact: true }).click();
  await filter.getByRole('combobox', { name: 'Value of Store' }).click();
  await page.getByRole('option', { name: 'Maison Lumen Lyon' }).click();
  await expect(filter.getByRole('button', { name: /Maison Lumen Lyon/ })).toBeVisible();
});

test('a field that names a contact is filtered by one', async ({ page, server, admin }) => {
  const stamp = Date.now().toString(36).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
  const label = `Advised by ${stamp}`;
  const field = { name: `advised_${stamp}`, label: { en: label }, type: 'reference', validation: { reference: 'contact' } };
  expect((await admin.post('/api/fields', field)).status).toBe(201);
  const make = async (first_name: string, more: object = {}) =>
    (await admin.post('/api/contacts', { first_name, last_name: `Board${stamp}`, ...more })).json as { id: string };
  const adviser = await make('Ada');
  await make('Ben', { custom: { [field.name]: adviser.id } });
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('button', { name: 'Advanced', exact: true }).click();
  const filter = page.getByRole('dialog', { name: 'Filter' });
  await filter.getByRole('button', { name: /Properties|about someone/i }).first().click();
  await filter.getByRole('combobox', { name: 'Field', exact: true }).fill(label);
  await page.getByRole('option', { name: label, exact: true }).click();
  await filter.getByRole('combobox', { name: `Value of ${label}` }).fill(`Ada Board${stamp}`);
  await page.getByRole('option', { name: `Ada Board${stamp}` }).click();
  await expect(filter.getByText('1 contact', { exact: true })).toBeVisible();
  await expect(filter.getByText(`Ada Board${stamp}`).first()).toBeVisible();
});
