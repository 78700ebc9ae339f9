// Every page there is, read from the router itself: axe finds nothing, no key stands in place of a text, nothing is wider
// than the window, each has a title of its own. One engine is enough: the pages know no database.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import type { Client } from '../support/client.ts';
import type { Server } from '../support/server.ts';

const source = (path: string) => readFileSync(resolve(import.meta.dirname, '../../web/src', path), 'utf8');
const routes = [...source('app/router.tsx').matchAll(/\bpage\('([^']+)'/g)].map(([, path]) => path as string);
const sections = [...source('features/access/settings/sections.ts').matchAll(/\bid: '([^']+)'/g)].map(([, id]) => `/settings/${id}`);
const tabs = ['/events?tab=names', '/events?tab=quarantine', '/events?tab=sources', '/insights/scores/$score?tab=versions',
  '/insights/scores/$score?tab=accuracy', '/insights/scores/$score?tab=conversion', '/segments/$segment?tab=growth',
  '/segments/$segment?tab=compare', '/segments/$segment?tab=about', '/nowhere/at/all'];

// The paths with the ids of records that exist.
async function places(admin: Client): Promise<string[]> {
  const first = async (path: string) => (await admin.get(path)).json.items.map((one: { id: string }) => one.id);
  const [contacts, companies, segments, scores, orders] = await Promise.all(
    ['/api/contacts?limit=2&sort=orders_value.desc', '/api/companies?limit=1', '/api/segments', '/api/score_models', '/api/orders?limit=1'].map(first));
  const ids: Record<string, string> = { contacts: contacts[0], companies: companies[0], segments: segments[0], scores: scores[0], orders: orders[0] };
  // A file that waits for its columns is a page, too.
  const file = await admin.get('/api/imports');
  ids.imports = file.json.items[0]?.id;
  return [...routes.filter((path) => path !== '/settings/$section'), ...sections, ...tabs]
    .map((path) => path.replace('$other', contacts[1]).replace('$segment', segments[0]).replace('$score', scores[0])
      .replace(/\/(\w+)\/\$id/, (_, kind: string) => `/${kind}/${ids[kind]}`))
    .filter((path) => !path.includes('undefined'));
}

// "namespace:some.key" in place of a text, or what a template leaves behind.
const namespaces = [...source('locales/en/pages.ts').matchAll(/from '\.\/(\w+)\.json'/g)].map(([, name]) => name);
const leftOvers = new RegExp(`\\b(app|ui|issues|jobs|${namespaces.join('|')}):[a-z_]+(\\.[a-z_]+)*|\\bNaN\\b|\\bundefined\\b|\\[object `);

// Begins at Home in a language; the choice is the browser's own, so that the account stays as it is for others.
async function begin(page: Page, server: Server, admin: Client, language: string): Promise<void> {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.route('**/api/session', async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    const user = session.user && { ...session.user, locale: language, theme: 'auto' };
    await route.fulfill({ response: answer, json: user ? { ...session, user } : session });
  });
  await page.goto(server.origin);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

// As a link would go: the app is there already. The page has come when it names itself, and is done when nothing is
// on its way any more.
async function go(page: Page, path: string, busy: Set<Request>): Promise<void> {
  const from = new URL(page.url());
  const before = await page.title();
  await page.evaluate((to) => window.history.pushState(null, '', to), path);
  if (from.pathname !== path.split('?')[0]) await expect.poll(() => page.title(), { message: path }).not.toBe(before);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  for (let calm = 0; calm < 3; calm = busy.size ? 0 : calm + 1) await page.waitForTimeout(40);
  // A part of the page that came by itself asks for its data only then; charts out of sight wait to be seen.
  await expect(page.locator('.mantine-Skeleton-root:not(figure *):visible'), `${path} is there`).toHaveCount(0);
  for (let calm = 0; calm < 3; calm = busy.size ? 0 : calm + 1) await page.waitForTimeout(40);
}

// What the page is waiting for; a stream of events has no end.
function onTheWay(page: Page): Set<Request> {
  const busy = new Set<Request>();
  page.on('request', (request) => { if (!request.url().includes('/api/live')) busy.add(request); });
  for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end, (request) => busy.delete(request));
  return busy;
}

// A phone, a screen, light and dark each with axe; the other pairs when there is time for them.
const visits = [
  { language: 'en', theme: 'light', width: 1440, axe: true, long: false },
  { language: 'fr', theme: 'dark', width: 390, axe: true, long: false },
  { language: 'vi', theme: 'light', width: 390, axe: false, long: false },
  { language: 'vi', theme: 'dark', width: 1440, axe: true, long: true },
  { language: 'en', theme: 'light', width: 390, axe: true, long: true },
] as const;

for (const { language, theme, width, axe } of visits.filter((visit) => !visit.long || process.env.LONG)) {
  const seen = axe ? 'accessible, translated and fits' : 'translated and fits';
  test(`every page in ${language}, ${theme} and ${width} px wide is ${seen} @sqlite`, async ({ page, server, admin }) => {
    test.setTimeout(600_000);
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const busy = onTheWay(page);
    await begin(page, server, admin, language);
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    const titles = new Map<string, string>();
    for (const path of await places(admin)) {
      await go(page, path, busy);
      const what = `${path} in ${language}, ${theme}, ${width} px`;
      expect.soft(await page.locator('body').innerText(), what).not.toMatch(leftOvers);
      await expectNoSidewaysScroll(page, what);
      // The page scrolls within the frame; a second bar beside it would come from something that sticks out.
      expect.soft(await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight), `${what} is taller than the window`).toBeLessThanOrEqual(0);
      if (axe) await expectAccessible(page, what);
      const title = await page.title();
      expect.soft(title, what).toMatch(/.+ · Rapport$/);
      const plain = path.split('?')[0] as string;
      for (const [other, said] of titles) if (said === title) expect.soft(other, `${title} names two pages`).toBe(plain);
      titles.set(plain, title);
    }
    expect(titles.size).toBeGreaterThan(45);
  });
}
