// The customers of a real shop go in by the wizard, come out by the export, and a revert brings the base back as it
// was. Needs the shared data set; one line says so when it is absent.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { Client, makeKey, setUp } from '../support/client.ts';
import { expect, journey, test as plain } from '../support/fixtures.ts';
import { adoptSession, expectAccessible } from '../support/page.ts';
import { Server } from '../support/server.ts';
import { findShared } from '../support/shared_data.ts';

const retail = findShared('online_retail.csv.gz');
const number = (value: number) => new Intl.NumberFormat('en-GB').format(value);

type Row = Record<string, string>;

// RFC 4180.
function parse(text: string): Row[] {
  const records: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = () => { records.at(-1)?.push(cell); cell = ''; };
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') { cell += '"'; i += 1; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') end();
    else if (!quoted && c === '\n') { end(); records.push([]); }
    else if (quoted || c !== '\r') cell += c;
  }
  if (cell || records.at(-1)?.length) end();
  if (!records.at(-1)?.length) records.pop();
  const [header = [], ...rows] = records;
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

// Everything that the workspace knows of its contacts. When one was last changed stays out: a revert is a change.
async function exported(key: Client): Promise<Row[]> {
  const begun = await key.post('/api/exports/contacts', {});
  expect(begun.status, begun.text).toBeLessThan(300);
  const one = `/api/exports/${begun.json.id}`;
  await expect.poll(async () => (await key.get(one)).json.state, { timeout: 120_000 }).toBe('ready');
  return parse((await key.get(`${one}/file`)).text).map(({ updated_at: _, ...row }) => row);
}

async function expectSame(key: Client, before: Row[], what: string) {
  const after = await exported(key);
  expect(after.length, what).toBe(before.length);
  expect(JSON.stringify(after), what).toBe(JSON.stringify(before));
}

async function choose(page: Page, server: Server, file: string) {
  await page.goto(`${server.origin}/imports?kind=contacts`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByRole('heading', { name: '2. The columns' })).toBeVisible({ timeout: 60_000 });
}

async function bring(page: Page, column: string, field: string) {
  const select = page.getByRole('combobox', { name: `Field of the column ${column}`, exact: true });
  await select.click();
  await select.fill(field);
  await page.getByRole('option', { name: field, exact: true }).click();
  await expect(select).toHaveValue(field);
}

interface Outcomes { created?: number; updated?: number; rejected?: number; unchanged?: number; merged?: number }

// Checks, runs, reads the report: all three say the same.
async function checkAndRun(page: Page, key: Client, lines: number, outcomes: Outcomes): Promise<string> {
  const run = page.getByRole('button', { name: `Import ${number(lines)} lines` });
  await expect(run).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Check without writing' }).click();
  const check = page.getByRole('region', { name: '4. Check' });
  await expect(check).toContainText('Nothing was written yet.', { timeout: 60_000 });
  for (const [name, count] of Object.entries(outcomes)) await expect(check).toContainText(`${number(count)}${name}`);
  const id = page.url().split('/').at(-1) ?? '';
  const dry = (await key.get(`/api/imports/${id}/draft`)).json.dry_run.counts;
  await run.click();
  await expect(page.getByRole('button', { name: 'Revert' })).toBeVisible({ timeout: 150_000 });
  for (const [name, count] of Object.entries(outcomes))
    await expect(page.getByRole('button', { name: new RegExp(`^${number(count)}\\s*${name}`) })).toBeVisible();
  expect((await key.get(`/api/imports/${id}`)).json.counts).toEqual(dry);
  const report = parse((await key.get(`/api/imports/${id}/report?language=en`)).text);
  expect(report).toHaveLength(lines);
  return id;
}

async function revert(page: Page, outcomes: Outcomes) {
  await page.getByRole('button', { name: 'Revert' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revert this import?' });
  if (outcomes.created) await expect(dialog).toContainText(`${number(outcomes.created)} contact`);
  await dialog.getByRole('button', { name: 'Revert the import' }).click();
  const report = page.getByRole('region', { name: 'Reverted' });
  await expect(report).toContainText(`${number(outcomes.created ?? 0)} to the trash, ${number(outcomes.updated ?? 0)} changed back, 0 kept`, { timeout: 150_000 });
}

async function withWorkspace(database: 'sqlite' | 'postgres', page: Page, work: (server: Server, key: Client, place: string) => Promise<void>) {
  const server = await Server.start({ engine: database });
  const place = mkdtempSync(join(tmpdir(), 'rapport-corpora-'));
  try {
    const admin = await setUp(server.origin);
    await adoptSession(page, server, admin.headers.cookie ?? '');
    await work(server, new Client(server.origin).withKey(await makeKey(admin, { name: 'corpora', role: 'administrator' })), place);
  } finally {
    rmSync(place, { recursive: true, force: true });
    await server.stop();
  }
}

if (!retail) {
  plain.skip('the customers of a real shop go in and out', () => undefined);
} else {
  journey('the customers of a real shop go in, those of no country are refused, and a revert takes them out', async ({ page, database }) => {
    journey.setTimeout(600_000);
    await withWorkspace(database, page, async (server, key, place) => {
      const countries = new Map<string, string>();
      for (const row of parse(gunzipSync(readFileSync(retail)).toString('utf8'))) if (row.CustomerID) countries.set(row.CustomerID, row.Country ?? '');
      const file = join(place, 'retail.csv');
      writeFileSync(file, `CustomerID;Country\r\n${[...countries].map((pair) => pair.join(';')).join('\r\n')}\r\n`);
      const nowhere = [...countries.values()].filter((name) => ['Unspecified', 'European Community', 'Channel Islands'].includes(name)).length;
      await key.post('/api/contacts', { external_id: [...countries.keys()][0], city: 'Leeds' });
      const before = await exported(key);
      await choose(page, server, file);
      await bring(page, 'CustomerID', 'External id');
      const outcomes = { created: countries.size - nowhere - 1, updated: 1, rejected: nowhere };
      const id = await checkAndRun(page, key, countries.size, outcomes);
      const refused = (await key.get(`/api/imports/${id}/lines?outcome=rejected&limit=200`)).json.items;
      for (const line of refused) expect(line).toMatchObject({ field: 'Country', reason: 'invalid_country' });
      const after = await exported(key);
      expect(after).toHaveLength(countries.size - nowhere);
      expect(after.filter((row) => row.country === 'GB').length).toBe([...countries.values()].filter((name) => name === 'United Kingdom').length);
      await revert(page, outcomes);
      await expectAccessible(page, 'the revert');
      await expectSame(key, before, 'after the revert');
    });
  });
}
