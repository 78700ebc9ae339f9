// What a person does with customers: filter, open, read, take in prospects, edit beside a colleague.
import { expect, journey as test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';
import { adoptSession, expectAccessible } from '../support/page.ts';

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

test('filter French customers, open one, read the timeline', async ({ page, server, admin }) => {
  const french = (await admin.get('/api/contacts?country=FR&limit=1')).json;
  expect(french.total.value).toBeGreaterThan(10);
  await page.goto(`${server.origin}/contacts`);
  await page.getByRole('button', { name: 'Country' }).click();
  await page.getByRole('checkbox', { name: /^France/ }).check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/country.*FR/);
  const table = page.getByRole('table', { name: 'Contacts' }).or(page.getByRole('grid', { name: 'Contacts' }));
  await expect(table).toBeVisible();
  const first = table.getByRole('link').first();
  const name = await first.innerText();
  await first.click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/);
  await expect(page.getByRole('heading', { name }).first()).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem').first()).toBeVisible();
  await page.getByRole('link', { name: 'Back to the contacts' }).click();
  await expect(page).toHaveURL(/country.*FR/);
});

test('what happened at a company is written down with one of its people', async ({ page, server, admin }) => {
  const company = (await admin.post('/api/companies', { name: `Composer ${Date.now()}` })).json;
  const people = [];
  for (const first_name of ['Ada', 'Bea'])
    people.push((await admin.post('/api/contacts', { email: uniqueEmail(), first_name, last_name: 'Works', company_id: company.id })).json);
  await page.goto(`${server.origin}/companies/${company.id}?tab=timeline`);
  const form = page.getByRole('form', { name: 'Write down what happened' });
  await form.getByLabel('Text').fill('They move to a larger office in May.');
  await expect(form.getByRole('button', { name: 'Write down' })).toBeDisabled();
  await form.getByRole('combobox', { name: 'With whom' }).fill('Bea');
  await page.getByRole('option', { name: 'Bea Works' }).click();
  await form.getByRole('button', { name: 'Write down' }).click();
  const entry = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').filter({ hasText: 'larger office' });
  await expect(entry).toContainText('Bea Works');
  await expectAccessible(page, 'the timeline of a company');
  const told = (await admin.get(`/api/contacts/${people[1]?.id}/timeline`)).json.items;
  expect(told.some((one: { payload: { text?: string } }) => one.payload.text?.startsWith('They move'))).toBe(true);
});

test('a prospect is taken in, another is refused beside the field with the reason', async ({ page, server, admin }) => {
  const policy = (await admin.get('/api/settings/intake_policy')).json;
  await admin.put('/api/settings/intake_policy', { ...policy, allowed_keywords: ['osmoseur', 'filtration'], on_keyword_mismatch: 'refuse' });
  const email = uniqueEmail();
  await page.goto(server.origin);
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add a prospect' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('E-mail').fill(email);
  await form.getByLabel('First name').fill('Zoé');
  await form.getByLabel('Interest (keyword)').fill('casino');
  await form.getByRole('button', { name: 'Add the prospect' }).click();
  await expect(form.getByText('The intake policy does not accept this keyword').first()).toBeVisible();
  await expect(form.getByLabel('E-mail')).toHaveValue(email);
  expect((await admin.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items).toHaveLength(0);
  await form.getByLabel('Interest (keyword)').fill('osmoseur');
  await form.getByRole('button', { name: 'Add the prospect' }).click();
  await expect(form.getByText('Zoé was taken in.')).toBeVisible();
  expect((await admin.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items).toHaveLength(1);
});

test('a contact is created by the form, and a second with the same address is told', async ({ page, server }) => {
  const email = uniqueEmail();
  for (const attempt of [1, 2]) {
    await page.goto(`${server.origin}/contacts?create=contact`);
    const form = page.getByRole('dialog');
    await form.getByLabel('First name').fill('Anaïs');
    await form.getByLabel('Last name').fill('Lê');
    await form.getByLabel('E-mail').fill(attempt === 1 ? email : email.toUpperCase());
    await form.getByRole('button', { name: 'Create', exact: true }).click();
    if (attempt === 1) await expect(page.getByRole('heading', { name: 'Anaïs Lê' }).first()).toBeVisible();
    else await expect(form.getByText('Another contact already uses this.').first()).toBeVisible();
  }
});

test('an edit that somebody else overtook asks per field and loses nothing', async ({ page, server, admin }) => {
  const made = await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Ines', last_name: 'Petit', city: 'Lille' });
  await page.goto(`${server.origin}/contacts/${made.json.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('City').fill('Nantes');
  expect((await admin.patch(`/api/contacts/${made.json.id}`, { city: 'Paris', job_title: 'Chemist' })).status).toBe(200);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  const clash = page.getByRole('dialog', { name: 'Somebody else saved first' });
  await expect(clash).toBeVisible();
  await expect(clash).toContainText('Nantes');
  await expect(clash).toContainText('Paris');
  await clash.getByRole('button', { name: 'Save these choices' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  const stored = (await admin.get(`/api/contacts/${made.json.id}`)).json;
  expect(stored.job_title).toBe('Chemist');
  expect(['Nantes', 'Paris']).toContain(stored.city);
});

test('two people edit one contact in two browsers: the second sees both versions and chooses per field', async ({ page, browser, server, admin }) => {
  const field = `size_${Date.now()}`;
  expect((await admin.post('/api/fields', { object: 'contact', name: field, label: { en: 'Shoe size' }, type: 'number' })).status).toBe(201);
  const made = (await admin.post('/api/contacts', { email: uniqueEmail(), first_name: 'Ines', last_name: 'Deux', city: 'Lille', job_title: 'Clerk', custom: { [field]: 40 } })).json;
  const stored = async () => (await admin.get(`/api/contacts/${made.id}`)).json;
  const second = await browser.newContext();
  try {
    const other = await second.newPage();
    await adoptSession(other, server, admin.headers.cookie ?? '');
    // Two people clash only where the page has not heard of the other yet.
    await page.route('**/api/live**', (route) => route.abort());
    const edit = async (tab: typeof page, values: Record<string, string>) => {
      await tab.goto(`${server.origin}/contacts/${made.id}`);
      await tab.getByRole('button', { name: 'Edit', exact: true }).click();
      for (const [label, value] of Object.entries(values)) await tab.getByRole('dialog').getByLabel(label, { exact: true }).fill(value);
    };
    await edit(page, { City: 'Nantes', 'Shoe size': '41' });
    await edit(other, { City: 'Paris', 'Shoe size': '42', 'Job title': 'Chemist' });
    for (const tab of [other, page]) await tab.getByRole('button', { name: 'Save', exact: true }).click();
    const clash = page.getByRole('dialog', { name: 'Somebody else saved first' });
    for (const text of ['Nantes', 'Paris', '41', '42', 'Clerk', 'Chemist']) await expect(clash.getByText(text, { exact: true })).toBeVisible();
    await expectAccessible(page, 'the two versions');
    // Back to the form, where nothing is lost, then on.
    await clash.getByRole('button', { name: 'Back to the form' }).click();
    await expect(page.getByRole('dialog').getByLabel('City', { exact: true })).toHaveValue('Nantes');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await clash.getByRole('row', { name: /Shoe size/ }).getByRole('radio').nth(1).check();
    // A third change comes in between: the choices stay, and are made against what is stored then.
    expect((await admin.patch(`/api/contacts/${made.id}`, { notes: 'In between' })).status).toBe(200);
    await clash.getByRole('button', { name: 'Save these choices' }).click();
    await expect(clash.getByText('In between', { exact: true })).toBeVisible();
    await clash.getByRole('button', { name: 'Save these choices' }).click();
    await expect(clash).toHaveCount(0);
    expect(await stored()).toMatchObject({ city: 'Nantes', job_title: 'Chemist', notes: 'In between', custom: { [field]: 42 } });

    // In place: another field goes through, the same one asks.
    expect((await admin.patch(`/api/contacts/${made.id}`, { city: 'Brest' })).status).toBe(200);
    await page.locator('[data-status-menu]').click();
    await page.getByRole('menuitem', { name: 'Qualified' }).click();
    await expect.poll(async () => (await stored()).stage).toBe('qualified');
    expect((await stored()).city).toBe('Brest');
    expect((await admin.patch(`/api/contacts/${made.id}`, { stage: 'engaged' })).status).toBe(200);
    await page.locator('[data-status-menu]').click();
    await page.getByRole('menuitem', { name: 'Converted' }).click();
    await expect(clash.getByText('Converted')).toBeVisible();
    await expect(clash.getByText('Engaged')).toBeVisible();
    await clash.getByRole('button', { name: 'Keep what is stored' }).click();
    await expect(page.getByRole('button', { name: /^Status Engaged/ })).toBeVisible();
    expect((await stored()).stage).toBe('engaged');
  } finally {
    await second.close();
  }
});

test('what people type is shown as text and never runs', async ({ page, server, admin }) => {
  const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
  const made = await admin.post('/api/contacts', { email: uniqueEmail(), first_name: hostile, last_name: '{{7*7}}', city: hostile, notes: hostile, tags: ['<b>bold</b>'] });
  expect(made.status, made.text).toBe(201);
  await page.goto(`${server.origin}/contacts/${made.json.id}`);
  await expect(page.getByRole('heading', { name: /onerror/ }).first()).toBeVisible();
  await page.goto(`${server.origin}/contacts?search=onerror`);
  await expect(page.getByRole('main')).toContainText('onerror');
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
});

test('a lost connection is told and typing is kept', async ({ page, server, context }) => {
  await page.goto(`${server.origin}/contacts?create=contact`);
  const form = page.getByRole('dialog');
  await form.getByLabel('First name').fill('Offline');
  await form.getByLabel('E-mail').fill(uniqueEmail());
  await context.setOffline(true);
  await form.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(form.getByText('The server could not be reached').first()).toBeVisible({ timeout: 15_000 });
  await expect(form.getByLabel('First name')).toHaveValue('Offline');
  await context.setOffline(false);
  await form.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/);
});
