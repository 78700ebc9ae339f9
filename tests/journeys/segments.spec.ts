// Segments as people build and read them: in sentences, as text, live, and why somebody is in.
import { Client, makeKey } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import type { Page } from '@playwright/test';

let counter = 0;
const unique = (what: string) => `${what} ${Date.now().toString(36)}${++counter}`;

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

const count = async (page: Page) => Number((await page.getByTestId('count').innerText()).replaceAll(/\D/g, ''));
const preview = async (admin: Client, rule: unknown) => (await admin.post('/api/segments/preview', { rule, sample: 0 })).json.count as number;

async function sender(admin: Client, origin: string) {
  const writeKey = await makeKey(admin, { name: unique('Shop'), kind: 'write' });
  return async (...batch: object[]) => {
    const answer = await new Client(origin).post('/v1/batch', { writeKey, batch });
    expect(answer.status, answer.text).toBe(200);
  };
}

async function save(page: Page, name: string) {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('a rule is built in sentences, the count follows, and whoever comes to meet it enters at once', async ({ page, server, admin }) => {
  test.setTimeout(90_000);
  const send = await sender(admin, server.origin);
  const event = unique('Guide downloaded');
  const email = `${unique('eva').replace(' ', '.')}@example.com`;
  await send({ type: 'identify', userId: email, traits: { email, first_name: 'Eva', last_name: 'Neumann', country: 'FR' } });
  // The name is known to the catalogue before the builder offers it.
  await send({ type: 'track', userId: unique('other'), event, properties: { pages: 12 } });

  await page.goto(`${server.origin}/segments/create`);
  const everybody = await preview(admin, { all: [] });
  await expect.poll(() => count(page)).toBe(everybody);
  await expectAccessible(page, 'a new segment');

  await page.getByRole('button', { name: /^Properties about someone/ }).click();
  await page.getByRole('combobox', { name: 'Field' }).fill('Country');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Value of Country' }).fill('FR');
  await page.keyboard.press('Enter');
  const french = await preview(admin, 'country = FR');
  expect(french).toBeLessThan(everybody);
  await expect.poll(() => count(page)).toBe(french);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Add a condition' }).first().click();
  await page.getByRole('menuitem', { name: 'What someone has (not) done' }).click();
  await page.getByRole('combobox', { name: 'Events' }).or(page.getByRole('textbox', { name: 'Events' })).fill(event);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect.poll(() => count(page)).toBe(0);
  await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue(`country IN (FR) AND DID "${event}" IN LAST 30 days`);
  await expect(page.getByText('Nobody meets this rule now.')).toBeVisible();
  await expectAccessible(page, 'the builder');

  const name = unique('Curious');
  await save(page, name);
  await expect(page.getByText('Nobody meets this rule now', { exact: true })).toBeVisible();
  await expectAccessible(page, 'a segment without members');

  await send({ type: 'track', userId: email, event, properties: { pages: 12 } });
  await expect(page.getByRole('link', { name: 'Eva Neumann' })).toBeVisible({ timeout: 8_000 });
  await page.getByRole('button', { name: 'Why is Eva Neumann in?' }).click();
  const why = page.getByRole('dialog', { name: `Eva Neumann in ${name}` });
  await expect(why.getByText('In', { exact: true })).toBeVisible();
  await expect(why).toContainText('found: FR');
  await expect(why).toContainText('IN LAST 30 days');
  await expectAccessible(page, 'why somebody is in');
  await why.getByRole('link', { name: 'Open the contact' }).click();
  const card = page.getByRole('region', { name: 'Segments', exact: true });
  await expect(card.getByRole('link', { name })).toBeVisible();
  await card.getByRole('button', { name: `Why in ${name}?` }).click();
  await expect(page.getByRole('dialog', { name: `Eva Neumann in ${name}` })).toContainText('found: FR');
});

test('text and form are one rule: each shows in the other, and a mistake says where it stands', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/segments/create`);
  const text = page.getByRole('textbox', { name: 'As text' });
  const rule = 'country IN (FR, BE) AND (orders_count >= 2 OR NOT tags HAS ANY (vip))';
  await text.fill(rule);
  await expect.poll(() => count(page)).toBe(await preview(admin, rule));
  await expect(page.getByRole('group', { name: 'one of these holds', exact: true })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Field' }).first()).toHaveValue('Country');

  await text.fill(`${rule}\n  AND orders_count > 3 apples`);
  const place = page.getByRole('button', { name: /^Line 2, column 24: .*apples/ });
  await expect(place).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await expectAccessible(page, 'a rule with a mistake');
  await place.click();
  expect(await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe('apples');

  // The form still shows what could be read; a change in it is the rule from then on.
  await page.getByRole('button', { name: 'Remove orders_count' }).click();
  await expect(text).toHaveValue('country IN (FR, BE) AND NOT tags HAS ANY (vip)');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeEnabled();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(text).toHaveValue(rule);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(text).toHaveValue('country IN (FR, BE) AND NOT tags HAS ANY (vip)');
});

test('every kind of condition survives opening and saving', async ({ page, server, admin }) => {
  const inner = unique('Inner');
  expect((await admin.post('/api/segments', { name: inner, rule: 'country = FR' })).status).toBe(201);
  const rule = [
    'ANY (country = FR)',
    'DID (page_view, login) BETWEEN 2026-01-01 AND 2026-02-01 WHERE (path CONTAINS pricing OR pages > 3)',
    'COUNT(orders IN LAST 14 days) = 0',
    'SUM(net OF orders SINCE 2026-01-01 WHERE items_count > 1) >= 100.00 EUR',
    'LAST(events login) > 14 days',
    'DISTINCT(path OF events page_view IN LAST 30 days) >= 3',
    `NOT IN SEGMENT "${inner}"`,
    'NOT (city IS NULL OR city STARTS WITH Ly)',
  ].join(' AND ');
  const made = await admin.post('/api/segments', { name: unique('Everything'), rule });
  expect(made.status, made.text).toBe(201);
  await page.goto(`${server.origin}/segments/${made.json.id}/edit`);
  await expect(page.getByRole('textbox', { name: 'As text' })).toHaveValue(made.json.rule_text);
  const description = unique('Reviewed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Description').fill(description);
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/segments/${made.json.id}$`));
  const after = (await admin.get(`/api/segments/${made.json.id}`)).json;
  expect(after.description).toBe(description);
  expect(after.rule).toEqual(made.json.rule);
  await expect(page.getByRole('tab', { name: 'Members' })).toBeVisible();
});

test('a condition is dragged into a group, and stepped out of it by keyboard', async ({ page, server }) => {
  await page.goto(`${server.origin}/segments/create`);
  const text = page.getByRole('textbox', { name: 'As text' });
  await text.fill('city = Lyon AND (country = FR OR country = BE)');
  const box = page.getByRole('group', { name: 'one of these holds', exact: true });
  await expect(box).toBeVisible();
  const handle = (await page.getByRole('button', { name: 'Drag city' }).boundingBox())!;
  await page.mouse.move(handle.x + 8, handle.y + 8);
  await page.mouse.down();
  await page.mouse.move(handle.x + 8, handle.y + 30, { steps: 4 });
  const target = box.getByText('Drop here').first();
  await expect(target).toBeVisible();
  const place = (await target.boundingBox())!;
  await page.mouse.move(place.x + 40, place.y + 10, { steps: 6 });
  await page.mouse.up();
  await expect(text).toHaveValue('city = Lyon OR country = FR OR country = BE');
  await page.keyboard.press('Control+z');
  await expect(text).toHaveValue('city = Lyon AND (country = FR OR country = BE)');
  await page.getByRole('button', { name: 'More for city' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Move down' }).press('Enter');
  await expect(text).toHaveValue('city = Lyon OR country = FR OR country = BE');
});

test('a fixed list takes pasted addresses and tells which belong to nobody', async ({ page, server, admin }) => {
  const people = (await admin.get('/api/contacts?limit=50&sort=name')).json.items.filter((one: { email?: string }) => one.email).slice(0, 2);
  await page.goto(`${server.origin}/segments`);
  await page.getByRole('main').getByRole('button', { name: 'New segment' }).first().click();
  await page.getByRole('menuitem', { name: 'Fixed list' }).click();
  const name = unique('Fair');
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  const add = page.getByRole('dialog', { name: `Add to ${name}` });
  await add.getByLabel('Or paste').fill(`Name;E-mail\n${people.map((one: { name: string; email: string }) => `"${one.name}";${one.email}`).join('\n')}\nNo one;nobody@nowhere.example`);
  await expect(add.getByText('3 found')).toBeVisible();
  await add.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(add).toContainText('2 people were added. 1 entry belongs to no contact.');
  await expect(add).toContainText('nobody@nowhere.example');
  await add.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('link', { name: people[0].name })).toBeVisible();
  await page.getByRole('checkbox', { name: `Select ${people[0].name}` }).check();
  await page.getByRole('button', { name: 'Take off the list' }).click();
  await expect(page.getByRole('link', { name: people[0].name })).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('link', { name: people[0].name })).toBeVisible();
});

test('ready segments, the overview and the pages of a segment are there for all', async ({ page, server, admin }) => {
  test.setTimeout(120_000);
  const [first, second] = await Promise.all(
    ['country = FR', 'orders_count >= 1'].map(async (rule) => (await admin.post('/api/segments', { name: unique('Page'), rule })).json),
  );
  await page.goto(`${server.origin}/segments?templates=open`);
  const drawer = page.getByRole('dialog', { name: 'Ready segments' });
  await expect(drawer.getByRole('heading', { name: 'Premium Candidates' })).toBeVisible();
  await expectAccessible(page, 'ready segments');
  await drawer.getByRole('button', { name: /^Use / }).first().click();
  await expect(page).toHaveURL(/\/segments\/create\?template=/);
  await expect(page.getByRole('textbox', { name: 'As text' })).not.toHaveValue('');

  await page.keyboard.press('Escape');
  await page.goto(`${server.origin}/segments`);
  const row = page.getByRole('row').filter({ hasText: first.name });
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: `What to do with ${first.name}` }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(row).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(row).toBeVisible();

  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of ['', `/${first.id}`, `/${first.id}?tab=growth`, `/${first.id}?tab=compare&beside=${second.id}&among=${second.id}`, `/${first.id}?tab=about`, `/${first.id}/edit`]) {
      await page.goto(`${server.origin}/segments${path}`);
      await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Loading…');
      await page.waitForLoadState('networkidle');
      await expectAccessible(page, `segments${path} ${scheme}`);
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['', `/${first.id}`, `/${first.id}?tab=compare&beside=${second.id}`, `/${first.id}/edit`]) {
    await page.goto(`${server.origin}/segments${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page, `segments${path}`);
  }
});
