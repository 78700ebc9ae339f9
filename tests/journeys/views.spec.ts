// Filters in sentences, views as tabs, and the board.
import { expect, journey as test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import { adoptSession } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

test('a condition is built, saved as a view, changed and put back', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('button', { name: 'Advanced', exact: true }).click();
  const builder = page.getByRole('dialog', { name: 'Filter' });
  await builder.getByRole('button', { name: /^Properties about someone/ }).click();
  await builder.getByRole('combobox', { name: 'Field', exact: true }).fill('Number of orders');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await builder.getByLabel('Value of Number of orders').fill('2');
  const wanted = (await admin.get(`/api/contacts?limit=1&filter=${encodeURIComponent('{"field":"orders_count","op":"greater_equal","value":2}')}`)).json.total.value;
  await expect(builder.getByText(`${wanted.toLocaleString('en')} contacts`)).toBeVisible();
  await builder.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('button', { name: 'Advanced: 1 condition' })).toBeVisible();
  await page.getByRole('button', { name: 'Save as new' }).click();
  await page.getByLabel('Name of the view').fill('Regulars');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const tab = page.getByRole('tab', { name: /Regulars/ });
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'Update view' })).toBeHidden();
  await page.getByRole('button', { name: 'Country' }).click();
  await page.getByRole('checkbox', { name: /^France/ }).check();
  await page.keyboard.press('Escape');
  await expect(tab.getByRole('img', { name: 'changed' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Update view' })).toBeVisible();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByRole('button', { name: 'Update view' })).toBeHidden();
  await page.getByRole('button', { name: 'Options of the view Regulars' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(tab).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(tab).toBeVisible();
});

test('columns have an order and a width, rows a height, and a view keeps them', async ({ page, server }) => {
  await page.goto(`${server.origin}/contacts`);
  const heads = page.getByRole('columnheader');
  await expect(heads.nth(1)).toHaveText('Status');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Move E-mail to the left' }).click();
  await page.getByText('Compact', { exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(heads.nth(1)).toHaveText('E-mail');
  const before = (await heads.nth(1).boundingBox())!;
  await page.mouse.move(before.x + before.width, before.y + 10);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width + 80, before.y + 10, { steps: 4 });
  await page.mouse.up();
  const wider = async () => Math.round((await heads.nth(1).boundingBox())!.width - before.width);
  await expect.poll(wider).toBe(80);
  await page.getByRole('button', { name: 'Save as new' }).click();
  await page.getByLabel('Name of the view').fill('By e-mail');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('tab', { name: /By e-mail/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: 'All contacts' }).click();
  await expect(heads.nth(1)).toHaveText('Status');
  await page.getByRole('tab', { name: /By e-mail/ }).click();
  await expect(heads.nth(1)).toHaveText('E-mail');
  await expect.poll(wider).toBe(80);
  const row = (await page.getByRole('row').nth(1).boundingBox())!;
  expect(Math.round(row.height)).toBe(36);
});

test('a value of a cell filters the list', async ({ page, server }) => {
  await page.goto(`${server.origin}/contacts`);
  const cell = page.getByRole('gridcell', { name: 'France' }).first();
  await cell.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Exclude this' }).click();
  await expect(page).toHaveURL(/not_in/);
  await expect(page.getByRole('gridcell', { name: 'France' })).toHaveCount(0);
});

test('a card of the board is moved by the keyboard and brought back', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('tab', { name: 'Pipeline' }).click();
  const from = page.getByRole('region', { name: 'New', exact: true });
  const card = from.getByRole('article').first();
  const name = await card.getByRole('link').innerText();
  const before = (await admin.get('/api/contacts/pipeline')).json;
  expect(before.leads).toBeGreaterThan(0);
  await card.getByRole('link').focus();
  await page.keyboard.press('Control+ArrowRight');
  await expect(page.getByText(`${name} is now Contacted.`)).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(from.getByRole('link', { name, exact: true }).first()).toBeVisible();
});

test('the figures of the board follow the search as its cards do', async ({ page, server, admin }) => {
  const word = `boardword${Date.now()}`;
  for (const stage of ['new', 'converted'])
    expect((await admin.post('/api/contacts', { email: uniqueEmail(), first_name: word, last_name: stage, stage })).status).toBe(201);
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('tab', { name: 'Pipeline' }).click();
  await page.getByPlaceholder('Search contacts').fill(word);
  await expect(page.getByRole('region', { name: 'New', exact: true }).getByRole('article')).toHaveCount(1);
  await expect(page.getByText('50%', { exact: true })).toBeVisible();
  expect((await admin.get(`/api/contacts/pipeline?search=${word}`)).json).toMatchObject({ leads: 2, converted: 1, conversion_rate: 0.5 });
  expect((await admin.get(`/api/contacts/stats?search=${word}`)).json.total).toBe(2);
});
