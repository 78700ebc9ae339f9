// The shell: keyboard, palette, languages, themes, phone width, and axe on every page in light, dark and narrow.
import { administrator, expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll, signIn } from '../support/page.ts';

const pages = ['/', '/contacts', '/companies', '/orders', '/products', '/imports', '/settings/profile', '/settings/users',
  '/settings/keys', '/settings/intake', '/settings/audit', '/settings/security', '/settings/workspace', '/settings/teams', '/settings/about'];

test('a person signs in, comes back to where they wanted to go, and signs out', async ({ page, server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  await page.goto(`${server.origin}/contacts?country=FR`);
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel('E-mail').fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/contacts\?.*FR/);
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
});

test('the palette goes places and finds people by name', async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(server.origin);
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: /Search people/ });
  await expect(field).toBeFocused();
  await field.fill('Compan');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/companies/);
  const someone = (await admin.get('/api/contacts?limit=1&sort=name')).json.items[0];
  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await field.fill(someone.name);
  await page.getByRole('option', { name: someone.name }).first().click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}/);
});

test('the app speaks English, French and Vietnamese and remembers which', async ({ page, server, admin }) => {
  await signIn(page, server);
  expect((await admin.get('/api/session')).status).toBe(200);
  for (const [name, lang, word] of [['Français', 'fr', 'Entreprises'], ['Tiếng Việt', 'vi', 'Công ty'], ['English', 'en', 'Companies']] as const) {
    await page.getByRole('button', { name: /Language|Langue|Ngôn ngữ/ }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    await expect(page.getByRole('link', { name: word })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('link', { name: word })).toBeVisible();
  }
});

test('no text of the shell and its pages is left untranslated', async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await admin.patch('/api/me', { locale: 'vi' });
  try {
    for (const path of pages) {
      await page.goto(server.origin + path);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      // A key without a text shows as "namespace:some.key".
      expect(await page.locator('body').innerText(), path).not.toMatch(/\b(app|ui|people|events|access|analytics|jobs|errors):[a-z_]+(\.[a-z_]+)+/);
    }
  } finally {
    await admin.patch('/api/me', { locale: 'en' });
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page in ${scheme}`, async ({ page, server, admin }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(`${server.origin}/sign-in`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page, 'sign-in');
    await adoptSession(page, server, admin.headers.cookie ?? '');
    for (const path of await withRecords(admin)) {
      await page.goto(server.origin + path);
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      await expectAccessible(page, `${path} in ${scheme}`);
    }
  });
}

test('everything fits a phone', async ({ page, server, admin }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await adoptSession(page, server, admin.headers.cookie ?? '');
  for (const path of await withRecords(admin)) {
    await page.goto(server.origin + path);
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNoSidewaysScroll(page, path);
    await expectAccessible(page, `${path} on a phone`);
  }
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Contacts' }).click();
  await expect(page).toHaveURL(/\/contacts/);
});

test('an unknown address says so, and an unknown contact too', async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(`${server.origin}/nowhere/at/all`);
  await expect(page.getByRole('heading', { name: 'Page not found' }).first()).toBeVisible();
  await page.goto(`${server.origin}/contacts/01890000-0000-7000-8000-000000000000`);
  await expect(page.getByRole('main')).toContainText(/not exist|no longer|not found/i);
});

// The pages, and one record of each kind.
async function withRecords(admin: { get(path: string): Promise<{ json: { items: { id: string }[] } }> }): Promise<string[]> {
  const records = await Promise.all(['contacts', 'companies', 'orders'].map(async (kind) => {
    const [first] = (await admin.get(`/api/${kind}?limit=1`)).json.items;
    return first ? `/${kind}/${first.id}` : undefined;
  }));
  return [...pages, ...records.filter((path) => path !== undefined)];
}
