// Changing many contacts, deleting, restoring, editing, and taking each of these back.
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

test('all that match a filter are tagged at once, and Undo takes it back', async ({ page, server, admin }) => {
  const tag = `fair-${Date.now()}`;
  const french = (await admin.get('/api/contacts?country=FR&limit=1&count=exact')).json.total.value;
  await page.goto(`${server.origin}/contacts?country=FR`);
  const grid = page.getByRole('grid', { name: 'Contacts' });
  await expect(grid.getByRole('link').first()).toBeVisible();
  await grid.focus();
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: /^Select all/ }).click();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected contacts' });
  await expect(bar).toContainText(`${french} selected`.replace(/(\d)(?=(\d{3})+ )/g, '$1,'));
  await expectAccessible(page, 'the bulk bar');
  await bar.getByRole('button', { name: 'Add tags' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Tags' }).fill(tag);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab'); // closes the list of suggestions
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expectAccessible(page, 'the bulk dialog');
  await dialog.getByRole('button', { name: /^Change/ }).click();
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages.getByText(/changed/)).toBeVisible();
  expect((await admin.get(`/api/contacts?tag=${tag}&limit=1&count=exact`)).json.total.value).toBe(french);
  await messages.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(messages.getByText('Undone.')).toBeVisible({ timeout: 30_000 });
  expect((await admin.get(`/api/contacts?tag=${tag}&limit=1&count=exact`)).json.total.value).toBe(0);
});

test('a contact is deleted, restored from the trash, edited, and the edit undone by key and from the history', async ({ page, server, admin }) => {
  const name = `Undo${Date.now()}`;
  const made = (await admin.post('/api/contacts', { first_name: name, city: 'Lyon' })).json;
  await page.goto(`${server.origin}/contacts/${made.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete the contact' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(`${name} was deleted.`)).toBeVisible();
  await page.goto(`${server.origin}/contacts/trash`);
  await expect(page.getByText('30 days left').first()).toBeVisible();
  await expectAccessible(page, 'the trash');
  await page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByText(`${name} was restored.`)).toBeVisible();
  await page.goto(`${server.origin}/contacts/${made.id}`);
  await page.locator('[data-status-menu]').click();
  await page.getByRole('menuitem', { name: 'Qualified' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone.')).toBeVisible();
  expect((await admin.get(`/api/contacts/${made.id}`)).json.stage).toBe('new');
  await page.getByText('History', { exact: true }).click();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('An earlier change was undone').first()).toBeVisible();
  await expectAccessible(page, 'the history');
});

test('the history calls fields, people and companies by their names, and leads to the import', async ({ page, server, admin }) => {
  const stamp = Date.now();
  const owner = (await admin.post('/api/users', { email: `owner.${stamp}@example.com`, name: `Olive ${stamp}`, role: 'sales', password: 'a long enough password' })).json;
  const company = (await admin.post('/api/companies', { name: `Atelier ${stamp}` })).json;
  const friend = (await admin.post('/api/contacts', { first_name: `Friend${stamp}` })).json;
  for (const field of [{ name: `advised_${stamp}`, label: { en: 'Advised by', fr: 'Conseillé par' }, type: 'reference', validation: { reference: 'contact' } },
    { name: `ring_${stamp}`, label: { en: 'Ring size' }, type: 'choice', options: [{ value: 's', label: { en: 'Small' } }, { value: 'l', label: { en: 'Large' } }] }]) {
    const made = await admin.post('/api/fields', { object: 'contact', ...field });
    expect(made.status, made.text).toBe(201);
  }
  const csv = `email,city\nimported.${stamp}@example.com,Lyon\n`;
  const draft = (await admin.send('POST', `/api/imports/contacts?filename=fair-${stamp}.csv`, { raw: csv, headers: { 'content-type': 'text/csv' } })).json.import;
  await expect.poll(async () => (await admin.get(`/api/imports/${draft.id}`)).json.status).toBe('draft');
  await admin.post(`/api/imports/${draft.id}/run`);
  await expect.poll(async () => (await admin.get(`/api/imports/${draft.id}`)).json.status).toBe('completed');
  const { id } = (await admin.get(`/api/contacts?search=imported.${stamp}`)).json.items[0];
  for (const size of ['s', 'l']) {
    const changed = await admin.patch(`/api/contacts/${id}`, { owner_id: owner.id, company_id: company.id, custom: { [`advised_${stamp}`]: friend.id, [`ring_${stamp}`]: size } });
    expect(changed.status, changed.text).toBe(200);
  }
  await page.goto(`${server.origin}/contacts/${id}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('Ring size: Small → Large');
  await page.getByText('History', { exact: true }).click();
  const history = page.getByRole('region', { name: 'History' });
  const line = (name: string) => history.getByRole('listitem').filter({ hasText: name });
  await expect(line('Owner:')).toContainText(`→Olive ${stamp}`);
  await expect(line('Company:').getByRole('link', { name: `Atelier ${stamp}` })).toHaveAttribute('href', new RegExp(`/companies/${company.id}$`));
  await expect(line('Advised by:').getByRole('link', { name: `Friend${stamp}` })).toHaveAttribute('href', new RegExp(`/contacts/${friend.id}$`));
  await expect(history).not.toContainText(owner.id);
  await expect(history).not.toContainText(`ring_${stamp}`);
  await expectAccessible(page, 'the history with names');
  await line('Ring size:').first().getByRole('button', { name: 'Put back Ring size: Small' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  expect((await admin.get(`/api/contacts/${id}`)).json.custom).toMatchObject({ [`ring_${stamp}`]: 's', [`advised_${stamp}`]: friend.id });
  // What is gone is told as gone, not by its id.
  await admin.delete(`/api/contacts/${friend.id}`);
  await page.reload();
  await expect(line('Advised by:')).toContainText('Deleted, or not visible to you');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(line('Advised by:')).toContainText('Deleted, or not visible to you');
  await expectNoSidewaysScroll(page);
  await history.getByRole('link', { name: `Part of the import of fair-${stamp}.csv` }).click();
  await expect(page).toHaveURL(new RegExp(`/imports/${draft.id}$`));
});

test('a field of the workspace\'s own is set for many, on a phone by holding a card', async ({ page, server, admin }) => {
  const name = `size_${Date.now()}`, city = `Bulk${Date.now()}`;
  expect((await admin.post('/api/fields', { object: 'contact', name, label: { en: 'Glove size' }, type: 'choice', options: [{ value: 's', label: { en: 'Small' } }, { value: 'l', label: { en: 'Large' } }] })).status).toBe(201);
  const ids: string[] = [];
  for (const first of ['One', 'Two', 'Three']) ids.push((await admin.post('/api/contacts', { first_name: first, last_name: city, city })).json.id);
  const values = async () => Promise.all(ids.map(async (id) => (await admin.get(`/api/contacts/${id}`)).json.custom[name] ?? null));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${server.origin}/contacts?search=${city}`);
  const card = (first: string) => page.getByRole('row').filter({ hasText: `${first} ${city}` });
  // Held, a card is selected and not opened; then a tap selects.
  const box = await card('One').boundingBox();
  const at = { clientX: (box?.x ?? 0) + 120, clientY: (box?.y ?? 0) + 30, pointerType: 'touch', bubbles: true, isPrimary: true };
  const inner = card('One').getByRole('link');
  await inner.dispatchEvent('pointerdown', at);
  await expect(card('One').getByRole('checkbox')).toBeChecked();
  await inner.dispatchEvent('pointerup', at);
  await inner.dispatchEvent('click', at);
  await expect(card('One').getByRole('checkbox')).toBeChecked();
  await card('Two').getByRole('link').click();
  await expect(card('Two').getByRole('checkbox')).toBeChecked();
  const bar = page.getByRole('toolbar', { name: 'Actions for the selected contacts' });
  await expect(bar).toContainText('2 selected');
  await expectAccessible(page, 'selecting on a phone');
  await expectNoSidewaysScroll(page, 'selecting on a phone');
  await bar.getByRole('button', { name: 'Set a field' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Field' }).click();
  await page.getByRole('option', { name: 'Glove size' }).click();
  await dialog.getByRole('combobox', { name: 'Glove size' }).click();
  await page.getByRole('option', { name: 'Large' }).click();
  await expectAccessible(page, 'setting a field of many');
  await dialog.getByRole('button', { name: 'Change 2 contacts' }).click();
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages.getByText('2 changed')).toBeVisible();
  expect(await values()).toEqual(['l', 'l', null]);
  await messages.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(messages.getByText('Undone.')).toBeVisible();
  expect(await values()).toEqual([null, null, null]);
  // The menu begins a selection, too.
  await page.getByRole('button', { name: 'More for this list' }).click();
  await page.getByRole('menuitem', { name: 'Select contacts' }).click();
  await expect(bar).toContainText('0 selected');
  await bar.getByRole('button', { name: 'Clear the selection' }).click();
  await expect(bar).toHaveCount(0);
});

test('a cancelled change of many goes on, or is undone, from the activity tray', async ({ page, server, admin }) => {
  const city = `Tray${Date.now()}`;
  for (let i = 0; i < 3; i += 1) await admin.post('/api/contacts', { last_name: city, city });
  // Cancelled as it is asked for, before its work begins or in the middle of it.
  const begin = async (tag: string) => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const begun = (await admin.post('/api/contacts/bulk', { query: {}, action: 'set_field', field: 'keyword_intent', value: `${tag}${attempt}` })).json;
      await admin.post(`/api/jobs/${begun.job_id}/cancel`);
      let set = begun;
      await expect.poll(async () => (set = (await admin.get(`/api/change-sets/${begun.id}`)).json).state, { timeout: 20_000 }).toMatch(/cancelled|finished/);
      if (set.state === 'cancelled') return set;
    }
    throw new Error('every change ended before it was cancelled');
  };
  const set = await begin('seen');
  await page.goto(`${server.origin}/`);
  await page.getByRole('button', { name: /^Activity/ }).click();
  const card = page.getByRole('dialog', { name: 'Activity' }).getByRole('listitem').filter({ hasText: 'Changing many contacts' }).first();
  await expect(card).toContainText('Cancelled');
  await expect(card).toContainText('left');
  await expectAccessible(page, 'the activity tray');
  await card.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(async () => (await admin.get(`/api/change-sets/${set.id}`)).json.state, { timeout: 40_000 }).toBe('finished');
  const done = (await admin.get(`/api/change-sets/${set.id}`)).json.counts;
  expect(done.updated + (done.unchanged ?? 0) + (done.skipped ?? 0)).toBe(done.total);
  await expect(card).toContainText('Completed', { timeout: 15_000 });
  await card.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(async () => (await admin.get(`/api/change-sets/${set.id}`)).json.undone_by ?? null, { timeout: 20_000 }).not.toBeNull();
});
