// The shell: keyboard, palette, languages, themes, phone width. What holds of every page is in walk.spec.ts.
import { administrator, expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll, signIn } from '../support/page.ts';

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
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await expectAccessible(page, 'the palette');
  await field.fill('Compan');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/companies/);
  for (const [words, address] of [['Cohorts', /\/insights\/cohorts$/], ['audit log', /\/settings\/audit$/], ['Trash', /\/contacts\/trash$/]] as const) {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    await field.fill(words);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(address);
  }
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

test('before somebody is signed in the page is accessible too', async ({ page, server }) => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(`${server.origin}/sign-in`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page, `sign-in in ${scheme}`);
  }
});

test('the navigation opens from the side on a phone', async ({ page, server, admin }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(server.origin);
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Contacts' }).click();
  await expect(page).toHaveURL(/\/contacts/);
  await expectNoSidewaysScroll(page, 'contacts');
});

test('an unknown address says so, and an unknown contact too', async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(`${server.origin}/nowhere/at/all`);
  await expect(page.getByRole('heading', { name: 'Page not found' }).first()).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
  await page.goto(`${server.origin}/contacts/01890000-0000-7000-8000-000000000000`);
  await expect(page.getByRole('main')).toContainText(/not exist|no longer|not found/i);
  await page.getByRole('button', { name: 'Go back' }).click();
  await expect(page.getByRole('heading', { name: 'Page not found' }).first()).toBeVisible();
});
