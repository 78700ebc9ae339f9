// Working through possible duplicates by keyboard, merging two contacts and taking them apart again.
import { expect, journey as test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

const letters = () => Array.from({ length: 7 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join('');

test('a pair is merged field by field, shown on the contact, and undone', async ({ page, server, admin }) => {
  const family = `Zz${letters()}`;
  const one = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Robert', last_name: family, city: 'Huế', job_title: 'Poet' })).json;
  const other = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Bob', last_name: family, city: 'Hue', job_title: 'Painter', notes: 'Likes water.' })).json;
  await expect.poll(async () => (await admin.get(`/api/contacts/${one.id}/duplicates`)).json.items.length, { timeout: 30_000 }).toBe(1);
  await page.goto(`${server.origin}/contacts/${one.id}`);
  await page.getByRole('link', { name: 'Compare and merge' }).click();
  const row = page.getByRole('row', { name: /Job title/ });
  await row.getByRole('radio').first().click();
  await expect(row.getByRole('radio').first()).toBeChecked();
  await expect(row.getByRole('cell').last()).toHaveText('Poet');
  await expectAccessible(page, 'merge');
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page, `merge at ${width}`);
  }
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/contacts/${one.id}$`));
  await expect(page.getByText(/Merged with Bob/).first()).toBeVisible();
  expect((await admin.get(`/api/contacts/${other.id}`)).json).toMatchObject({ id: one.id, job_title: 'Poet', notes: 'Likes water.' });
  await page.getByRole('listitem').filter({ hasText: /Merged with Bob/ }).getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('button', { name: 'Undo the merge' }).click();
  await expect.poll(async () => (await admin.get(`/api/contacts/${other.id}`)).json.id).toBe(other.id);
});

test('a merge is taken back from its message, and own fields are called and valued as people read them', async ({ page, server, admin }) => {
  const stamp = letters();
  const options = [{ value: 'opt_a', label: { en: `Apple ${stamp}` } }, { value: 'opt_b', label: { en: `Pear ${stamp}` } }];
  const field = { name: `fruit_${stamp.toLowerCase()}`, type: 'choice', label: { en: `Best fruit ${stamp}` }, options };
  expect((await admin.post('/api/fields', field)).status).toBe(201);
  const make = async (first_name: string, value: string) =>
    (await admin.post('/api/contacts', { email: uniqueEmail(), first_name, last_name: stamp, custom: { [field.name]: value } })).json;
  const one = await make('Robert', 'opt_a'), other = await make('Bob', 'opt_b');
  await page.goto(`${server.origin}/contacts/${one.id}/merge/${other.id}`);
  const row = page.getByRole('row', { name: new RegExp(`Best fruit ${stamp}`) });
  await expect(row).toContainText(`Apple ${stamp}`);
  await expect(row).toContainText(`Pear ${stamp}`);
  await expect(row).not.toContainText('opt_');
  await row.getByRole('radio').last().click();
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect.poll(async () => (await admin.get(`/api/contacts/${one.id}`)).json.custom[field.name]).toBe('opt_b');
  expect((await admin.get(`/api/contacts/${other.id}`)).json.id).toBe(one.id);
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(async () => (await admin.get(`/api/contacts/${other.id}`)).json.id).toBe(other.id);
});

test('the queue is worked through by keyboard', async ({ page, server, admin }) => {
  for (const family of [`Yy${letters()}`, `Xx${letters()}`])
    for (const first of ['Anne', 'Anne'])
      await admin.post('/api/contacts', { email: uniqueEmail(), first_name: first, last_name: family, city: 'Lyon' });
  await admin.post('/api/duplicates/search');
  await expect.poll(async () => (await admin.get('/api/duplicates/search')).json.open.value, { timeout: 30_000 }).toBeGreaterThan(1);
  await page.goto(`${server.origin}/duplicates`);
  const pairs = page.getByRole('list', { name: 'Possible duplicates' }).locator('> li');
  await expect(pairs.first()).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('j');
  await expect(pairs.nth(1)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('k');
  const before = (await admin.get('/api/duplicates/search')).json.open.value;
  await page.keyboard.press('x');
  await expect.poll(async () => (await admin.get('/api/duplicates/search')).json.open.value).toBe(before - 1);
  await expectAccessible(page, 'duplicates');
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page, 'duplicates on a phone');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(/\/merge\//);
});
