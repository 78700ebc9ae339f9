// A file of contacts from the drop zone to the report, with the keyboard and on a phone; a large one too.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, journey, test as plain } from '../support/fixtures.ts';
import { expectAccessible, expectNoSidewaysScroll, signIn } from '../support/page.ts';
import { administrator } from '../support/fixtures.ts';
import type { Server } from '../support/server.ts';
import { findShared } from '../support/shared_data.ts';

journey.beforeEach(({ admin }) => void admin); // there is somebody to sign in

const demo = { email: administrator.email, password: administrator.password };
const header = 'email,first_name,last_name,keyword_intent,city,consent_status,notes';

async function choose(page: Page, server: Server, files: string | { name: string; mimeType: string; buffer: Buffer }) {
  await page.goto(`${server.origin}/imports?kind=contacts`);
  const chooser = page.waitForEvent('filechooser');
  const button = page.getByRole('button', { name: 'Choose a file' });
  await button.focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(files);
  await expect(page.getByRole('heading', { name: '2. The columns' })).toBeVisible({ timeout: 60_000 });
}

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

journey('a file with the header of prospects is checked, imported and read in its report', async ({ page, server }) => {
  journey.setTimeout(120_000);
  await signIn(page, server, demo.email, demo.password);
  const stamp = Date.now();
  await choose(page, server, csv('prospects.csv', `${header}\na${stamp}@example.com,Zoé,Martin,osmoseur,Orléans,,\nnobody,X,,,,,\n`));
  await expect(page.getByRole('combobox', { name: 'Field of the column keyword_intent', exact: true })).toHaveValue('Interest (keyword)');
  await expectAccessible(page, 'a draft');
  await page.getByRole('button', { name: 'Check without writing' }).click();
  const check = page.getByRole('region', { name: '4. Check' });
  await expect(check).toContainText('1created');
  await expect(check).toContainText('1rejected');
  await page.getByRole('button', { name: 'Import 2 lines' }).click();
  await expect(page.getByRole('button', { name: /1\s*rejected/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: /1\s*rejected/ }).click();
  await expect(page.getByRole('region', { name: 'Lines of the file' })).toContainText('This is not an e-mail address');
  await expectAccessible(page, 'a report');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the report on a phone');
  await page.goto(`${server.origin}/imports`);
  await expect(page.getByRole('link', { name: 'prospects.csv' }).first()).toBeVisible();
  await expectNoSidewaysScroll(page, 'the list on a phone');
  await expectAccessible(page, 'the list');
});

journey('an import that has just ended is reverted from its message', async ({ page, server, admin }) => {
  await signIn(page, server, demo.email, demo.password);
  const email = `back${Date.now()}@example.com`;
  await choose(page, server, csv('taken_back.csv', `email,city\n${email},Lyon\n`));
  await page.getByRole('button', { name: 'Import 1 line' }).click();
  const message = page.getByRole('region', { name: 'Messages' });
  await expect(message).toContainText('taken_back.csv was imported.', { timeout: 30_000 });
  await message.getByRole('button', { name: 'Revert' }).click();
  await expect(page.getByText('1 to the trash, 0 changed back, 0 kept as they are.')).toBeVisible({ timeout: 30_000 });
  expect((await admin.get(`/api/contacts?search=${email}`)).json.items).toEqual([]);
});

journey('a workbook that is called CSV says what it is', async ({ page, server }) => {
  await signIn(page, server, demo.email, demo.password);
  await page.goto(`${server.origin}/imports?kind=contacts`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('PK\x03\x04\x14\0\0\0xl/workbook.xml', 'latin1') });
  await expect(page.getByRole('alert')).toContainText('list.csv is a workbook of a spreadsheet program');
});

// On SQLite the journey of the corpora takes the same file in, out and back.
const customers = findShared('rfm_customers.csv.gz');
if (!customers) {
  plain.skip('forty thousand customers of another shop are imported', () => undefined);
} else {
  journey('forty thousand customers of another shop are imported', { tag: '@postgres' }, async ({ page, server }) => {
    journey.setTimeout(240_000);
    await signIn(page, server, demo.email, demo.password);
    const records = gunzipSync(readFileSync(customers)).toString('utf8').trim().split('\n').length - 1;
    await choose(page, server, customers);
    await expect(page.getByRole('combobox', { name: 'Field of the column customer_id', exact: true })).toHaveValue('External id');
    await expect(page.getByRole('combobox', { name: 'Field of the column email', exact: true })).toHaveValue('E-mail');
    const go = page.getByRole('button', { name: `Import ${new Intl.NumberFormat('en').format(records)} lines` });
    await expect(go).toBeVisible({ timeout: 60_000 });
    await go.click();
    await expect(page.getByRole('button', { name: /created/ })).toContainText(new Intl.NumberFormat('en').format(records), { timeout: 200_000 });
  });
}
