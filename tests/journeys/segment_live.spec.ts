// The page of a segment follows what happens, says why people are in on a phone too, names what uses it before it is
// deleted, and counts its days in the zone of the workspace.
import { expect, journey as test } from '../support/fixtures.ts';
import type { Client } from '../support/client.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

async function segmentOf(admin: Client, name: string, rule: string) {
  const made = await admin.post('/api/segments', { name, description: '', kind: 'custom', rule, optional_conditions: [], active: true });
  expect(made.status, made.text).toBe(201);
  await expect.poll(async () => (await admin.get(`/api/segments/${made.json.id}`)).json.computing, { timeout: 20_000 }).toBe(false);
  return made.json as { id: string; version: number };
}

test('who enters and who leaves shows by itself, without asking again and again', async ({ page, server, admin }) => {
  const mark = `live${Date.now().toString(36)}`;
  const segment = await segmentOf(admin, `Marked ${mark}`, `tags HAS "${mark}"`);
  const person = (await admin.post('/api/contacts', { first_name: 'Ines', last_name: mark, tags: [] })).json;
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes(`/api/segments/${segment.id}`) && asked.push(request.url()));
  const stream = page.waitForRequest(/\/api\/live\?segment_id=/);
  await page.goto(`${server.origin}/segments/${segment.id}`);
  await stream;
  await expect(page.getByText('Nobody meets this rule now')).toBeVisible();
  await page.waitForTimeout(1_500); // the stream stands, and what came before it was looked at
  const quiet = asked.length;
  await page.waitForTimeout(4_000);
  expect(asked.length).toBe(quiet);

  const link = page.getByRole('link', { name: `Ines ${mark}` });
  const seen = async (change: () => Promise<unknown>, shown: boolean) => {
    await change();
    await (shown ? expect(link).toBeVisible() : expect(link).toBeHidden());
  };
  const tag = (tags: string[]) => () => admin.patch(`/api/contacts/${person.id}`, { tags });
  await seen(tag([mark]), true);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the members on a phone');
  await page.getByRole('button', { name: `Why is Ines ${mark} in?` }).click();
  await expect(page.getByRole('dialog')).toContainText(mark);
  await expectAccessible(page, 'why, on a phone');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 900 });
  await seen(tag([]), false);

  // The card of the contact follows in the same way.
  await page.goto(`${server.origin}/contacts/${person.id}`);
  const card = page.getByRole('region', { name: 'Segments', exact: true });
  await expect(card).toBeVisible();
  await page.waitForTimeout(1_000);
  await tag([mark])();
  await expect(card.getByRole('link', { name: `Marked ${mark}` })).toBeVisible();
});

test('a segment that is used is not deleted, and the dialog leads to what uses it', async ({ page, server, admin }) => {
  const mark = Date.now().toString(36);
  const segment = await segmentOf(admin, `Base ${mark}`, 'country = FR');
  const other = await segmentOf(admin, `Upon ${mark}`, `IN SEGMENT "Base ${mark}" AND city = Lyon`);
  const view = (await admin.post('/api/views', { name: `Seen ${mark}`, filter: { all: [{ segment: segment.id }] }, shared: true })).json;
  expect(view.id).toBeTruthy();
  await page.goto(`${server.origin}/segments/${segment.id}?tab=about`);
  await expect(page.getByRole('link', { name: `View of contacts: Seen ${mark}` })).toBeVisible();
  await page.getByRole('button', { name: `What to do with Base ${mark}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: `Delete Base ${mark}?` });
  await expect(dialog.getByRole('link', { name: `Upon ${mark}` })).toHaveAttribute('href', `/segments/${other.id}`);
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeHidden();
  await expectAccessible(page, 'a segment that is used');
  await dialog.getByRole('link', { name: `Seen ${mark}` }).click();
  await expect(page.getByRole('tab', { name: `Seen ${mark}` })).toHaveAttribute('aria-selected', 'true');

  const remove = async (id: string) => admin.send('DELETE', `/api/segments/${id}`, { headers: { 'if-match': `"${(await admin.get(`/api/segments/${id}`)).json.version}"` } });
  expect((await remove(other.id)).status).toBe(204);
  const refused = await remove(segment.id);
  expect(refused.status).toBe(409);
  expect(refused.json.detail).toContain(`Seen ${mark}`);
  expect((await admin.send('DELETE', `/api/views/${view.id}`, { headers: { 'if-match': `"${view.version}"` } })).status).toBeLessThan(300);
  expect((await remove(segment.id)).status).toBe(204);
});

test('the days of a segment are those of the workspace', async ({ page, server, admin }) => {
  const before = (await admin.get('/api/settings/workspace')).json;
  const now = new Date();
  // One of the two has another day than UTC at any hour.
  const timezone = now.getUTCHours() >= 10 ? 'Pacific/Kiritimati' : 'Pacific/Pago_Pago';
  const change = (zone: string) => admin.put('/api/settings/workspace', { ...before, timezone: zone });
  const set = await change(timezone);
  expect(set.status, set.text).toBe(200);
  try {
    const mark = `day${now.getTime().toString(36)}`;
    const segment = await segmentOf(admin, `Days ${mark}`, `tags HAS "${mark}"`);
    await admin.post('/api/contacts', { first_name: 'Tia', tags: [mark] });
    await expect.poll(async () => (await admin.get(`/api/segments/${segment.id}`)).json.members_count).toBe(1);
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(now);
    expect(today).not.toBe(now.toISOString().slice(0, 10));
    await page.goto(`${server.origin}/segments/${segment.id}?tab=growth`);
    const sizes = page.getByRole('region', { name: 'Size over time' });
    await sizes.first().getByRole('button').first().click();
    const day = (key: string) => new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(key));
    await expect(sizes.getByRole('row').last()).toContainText(day(today));
    await expect(sizes.getByRole('row').last()).toContainText('1');
  } finally {
    await change(before.timezone);
  }
});

test('segments without anybody are compared in words', async ({ page, server, admin }) => {
  const mark = Date.now().toString(36);
  const one = await segmentOf(admin, `Empty ${mark}`, `tags HAS "none-${mark}"`);
  const other = await segmentOf(admin, `Empty too ${mark}`, `tags HAS "never-${mark}"`);
  await page.goto(`${server.origin}/segments/${one.id}?tab=compare&beside=${other.id}`);
  await expect(page.getByText('Nobody is in these segments now.')).toBeVisible();
  await expectAccessible(page, 'segments of nobody');
});
