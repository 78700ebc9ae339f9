// The settings of an import on a slow line: what was chosen is what runs, however late the answers come.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, journey } from '../support/fixtures.ts';
import { adoptSession } from '../support/page.ts';
import type { Server } from '../support/server.ts';
import { bring, choose, fieldOf, importOf } from '../support/wizard.ts';

const answerOf = (page: Page, path: string, method = 'GET', data?: unknown) =>
  page.evaluate(
    async ([to, how, body]) => {
      const session = await (await fetch('/api/session')).json();
      const reply = await fetch(to as string, {
        method: how as string,
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: reply.status, json: await reply.json() };
    },
    [path, method, data] as const,
  );

// Headers of their own, so that nothing is remembered from another run.
async function chooseFile(page: Page, server: Server, stamp: number) {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-settings-'));
  try {
    const file = join(folder, 'people.csv');
    writeFileSync(file, `Mail,Alpha ${stamp},Beta ${stamp},Gamma ${stamp}\nslow${stamp}@example.com,Zoé,Lyon,by the sea\n`);
    await choose(page, server, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The first changes are held back longest: sent side by side, the last would be stored first.
async function holdBack(page: Page, delays: number[]) {
  const sent: string[][] = [];
  await page.route('**/api/imports/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    const delay = delays[sent.length] ?? 0;
    sent.push(route.request().postDataJSON().mapping);
    await new Promise((done) => setTimeout(done, delay / 2));
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, delay / 2));
    await route.fulfill({ response: answer });
  });
  return sent;
}

journey.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

journey('quick changes of the columns are all in the run that begins right after them', async ({ page, server }) => {
  const stamp = Date.now();
  await chooseFile(page, server, stamp);
  const sent = await holdBack(page, [2_000, 800, 0]);
  await bring(page, `Alpha ${stamp}`, 'First name');
  await bring(page, `Beta ${stamp}`, 'City');
  await bring(page, `Gamma ${stamp}`, 'Notes');
  const begun = page.waitForRequest((request) => request.url().endsWith('/run'));
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  await begun;
  expect(sent.at(-1)).toEqual(['email', 'first_name', 'city', 'notes']);
  await expect(page.getByRole('button', { name: /1\s*created/ })).toBeVisible({ timeout: 30_000 });
  const draft = await answerOf(page, `/api/imports/${importOf(page)}/draft`);
  expect(draft.json.options.mapping).toEqual(['email', 'first_name', 'city', 'notes']);
  const found = await answerOf(page, `/api/contacts?search=slow${stamp}`);
  expect(found.json.items).toMatchObject([{ first_name: 'Zoé', city: 'Lyon', notes: 'by the sea' }]);
});

journey('columns that are exchanged pass through being the same, and the run waits until they are right', async ({ page, server }) => {
  const stamp = Date.now();
  await chooseFile(page, server, stamp);
  await bring(page, `Alpha ${stamp}`, 'City');
  await bring(page, `Beta ${stamp}`, 'City');
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(fieldOf(page, `Beta ${stamp}`)).toHaveValue('City');
  await bring(page, `Alpha ${stamp}`, 'First name');
  await expect(page.getByRole('alert')).toBeHidden();
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  await expect(page.getByRole('button', { name: /1\s*created/ })).toBeVisible({ timeout: 30_000 });
  const found = await answerOf(page, `/api/contacts?search=slow${stamp}`);
  expect(found.json.items).toMatchObject([{ first_name: 'Zoé', city: 'Lyon' }]);
});

journey('an import does not begin with settings that somebody else has changed meanwhile', async ({ page, server }) => {
  const stamp = Date.now();
  await chooseFile(page, server, stamp);
  await bring(page, `Alpha ${stamp}`, 'First name');
  const draft = `/api/imports/${importOf(page)}`;
  await expect.poll(async () => (await answerOf(page, `${draft}/draft`)).json.options.mapping[1]).toBe('first_name');
  expect((await answerOf(page, draft, 'PATCH', { tags: ['not mine'] })).status).toBe(200);
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  await expect(page.getByRole('alert')).toContainText('The settings of this import have changed in the meantime');
  await expect(page.getByText('not mine')).toBeVisible();
  expect((await answerOf(page, draft)).json.status).toBe('draft');
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  await expect(page.getByRole('button', { name: /1\s*created/ })).toBeVisible({ timeout: 30_000 });
});
