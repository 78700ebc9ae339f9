// What the journeys do again and again: sign in by the form, go somewhere by the navigation, ask axe.
import AxeBuilder from '@axe-core/playwright';
import axe from 'axe-core';
import type { Page } from '@playwright/test';
import { administrator, expect } from './fixtures.ts';
import type { Server } from './server.ts';

export async function signIn(page: Page, server: Server, email = administrator.email, password = administrator.password): Promise<void> {
  await page.goto(`${server.origin}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible();
}

// Signs in without the form: the session of an API client becomes the browser's.
export async function adoptSession(page: Page, server: Server, cookie: string): Promise<void> {
  const [name, ...value] = cookie.split('=');
  await page.context().addCookies([{ name: name ?? '', value: value.join('='), url: server.origin, httpOnly: true, sameSite: 'Lax' }]);
}

// No violation of WCAG 2.0-2.2 A and AA or of good practice on what is shown now.
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // A colour on its way to another is neither.
  await page.waitForFunction(() => !document.getAnimations().some((running) => running instanceof CSSTransition));
  // Only what is wrong is described whole, and in the page itself: neither passes nor a second window are needed.
  const report = await new AxeBuilder({ page, axeSource: axe.source }).setLegacyMode()
    .options({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, resultTypes: ['violations'] }).analyze();
  const found = report.violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 4).map((n) => n.target.join(' ')).join('\n    ')}`);
  expect(found, what).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}
