// Real and awkward files go in by the wizard and come out by the export, and a revert brings the base back octet for
// octet. Needs the shared data sets; one line says so when they are absent.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { Client, makeKey, setUp } from '../support/client.ts';
import { parseCsv, type Row } from '../support/csv.ts';
import { allColumns, expectSameBytes, exportFile, exportRows } from '../support/exported.ts';
import { expect, journey, test as plain } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { type Engine, Server } from '../support/server.ts';
import { findShared } from '../support/shared_data.ts';
import { bring, check, choose, fieldOf, revert, run } from '../support/wizard.ts';

const customers = findShared('rfm_customers.csv.gz');
const retail = findShared('online_retail.csv.gz');
const spectrum = findShared('conformance/csv-spectrum');
const wrong = 'Contact Phone Number'; // csv-spectrum itself has two different ones in one of its files and in its meaning

journey.use({ actionTimeout: 30_000 });

interface Place { page: Page; server: Server; key: Client; folder: string }

async function inWorkspace(database: Engine, page: Page, work: (place: Place) => Promise<void>) {
  const server = await Server.start({ engine: database });
  const folder = mkdtempSync(join(tmpdir(), 'rapport-corpora-'));
  try {
    const admin = await setUp(server.origin);
    await adoptSession(page, server, admin.headers.cookie ?? '');
    await work({ page, server, folder, key: new Client(server.origin).withKey(await makeKey(admin, { name: 'corpora', role: 'administrator' })) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  }
}

// A field is made for the column of the revenue; the base already knows twelve of the customers, six by another name.
async function takeCustomersInAndOut({ page, server, key }: Place, file: string) {
  const bytes = readFileSync(file);
  const meant = parseCsv((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  for (const [i, row] of meant.slice(0, 12).entries())
    expect((await key.post('/api/contacts', { external_id: row.customer_id, first_name: i % 2 ? 'Known' : row.first_name, tags: ['here'] })).status).toBe(201);
  await key.post('/api/contacts', { email: 'bystander@example.org', first_name: 'Not in the file' });

  await choose(page, server, file);
  await expect(fieldOf(page, 'customer_id')).toHaveValue('External id');
  await expect(fieldOf(page, 'email')).toHaveValue('E-mail');
  await fieldOf(page, 'revenue').click();
  await page.getByRole('option', { name: 'Create a field for this column …' }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByLabel('Label in English')).toHaveValue('revenue');
  await drawer.getByRole('button', { name: 'Add field' }).click();
  await expect(fieldOf(page, 'revenue')).toHaveValue('revenue');
  const columns = await allColumns(key);
  expect(columns).toContain('revenue');
  const before = await exportFile(key, columns);

  const outcomes = { created: meant.length - 12, updated: 12 };
  const counted = await check(page, key, outcomes);
  const id = await run(page, key, meant.length, outcomes);
  expect((await key.get(`/api/imports/${id}`)).json.counts).toEqual(counted);
  await expectAccessible(page, 'the result');

  const out = await exportRows(key, ['external_id', 'revenue', 'first_name', 'last_name', 'email']);
  const made = new Set(out.map((row) => JSON.stringify(Object.values(row))));
  const missing = meant.filter((row) => !made.has(JSON.stringify([row.customer_id, row.revenue, row.first_name, row.last_name, row.email])));
  expect(missing).toEqual([]);
  expect(out).toHaveLength(meant.length + 1);

  await revert(page, outcomes);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'the revert on a phone');
  expectSameBytes(await exportFile(key, columns), before, 'after the revert');
}

if (!customers || !retail || !spectrum) {
  plain.skip('the shared corpora go in and out', () => undefined);
} else {
  journey('forty thousand customers go in with a field made for a column, come out, and a revert brings the base back', { tag: '@sqlite' }, async ({ page, database }) => {
    journey.setTimeout(600_000);
    await inWorkspace(database, page, (place) => takeCustomersInAndOut(place, customers));
  });

  // The same with a tenth of the file, which shows as much in less time; all of it goes into PostgreSQL in the
  // journeys of imports.
  journey('four thousand customers go in with a field made for a column, come out, and a revert brings the base back', { tag: '@postgres' }, async ({ page, database }) => {
    journey.setTimeout(300_000);
    await inWorkspace(database, page, async (place) => {
      const file = join(place.folder, 'customers.csv');
      writeFileSync(file, gunzipSync(readFileSync(customers)).toString('utf8').split('\n').slice(0, 4_001).join('\n'));
      await takeCustomersInAndOut(place, file);
    });
  });

  journey('the customers of a real shop go in, those of no country are refused, and a revert takes them out', async ({ page, database }) => {
    journey.setTimeout(300_000);
    await inWorkspace(database, page, async ({ server, key, folder }) => {
      const countries = new Map<string, string>();
      for (const row of parseCsv(gunzipSync(readFileSync(retail)).toString('utf8'))) if (row.CustomerID) countries.set(row.CustomerID, row.Country ?? '');
      const file = join(folder, 'retail.csv');
      writeFileSync(file, `CustomerID;Country\r\n${[...countries].map((pair) => pair.join(';')).join('\r\n')}\r\n`);
      const nowhere = [...countries.values()].filter((name) => ['Unspecified', 'European Community', 'Channel Islands'].includes(name)).length;
      await key.post('/api/contacts', { external_id: [...countries.keys()][0], city: 'Leeds' });
      const columns = await allColumns(key);
      const before = await exportFile(key, columns);
      await choose(page, server, file);
      await bring(page, 'CustomerID', 'External id');
      const outcomes = { created: countries.size - nowhere - 1, updated: 1, rejected: nowhere };
      const counted = await check(page, key, outcomes);
      const id = await run(page, key, countries.size, outcomes);
      expect((await key.get(`/api/imports/${id}`)).json.counts).toEqual(counted);
      const refused = (await key.get(`/api/imports/${id}/lines?outcome=rejected&limit=200`)).json.items;
      for (const line of refused) expect(line).toMatchObject({ field: 'Country', reason: 'invalid_country' });
      const after = await exportRows(key);
      expect(after).toHaveLength(countries.size - nowhere);
      expect(after.filter((row) => row.country === 'GB').length).toBe([...countries.values()].filter((name) => name === 'United Kingdom').length);
      await revert(page, outcomes);
      await expectAccessible(page, 'the revert');
      expectSameBytes(await exportFile(key, columns), before, 'after the revert');
    });
  });

  journey('every file of csv-spectrum goes in and comes out as it is meant, and the reverts bring the base back', async ({ page, database }) => {
    journey.setTimeout(300_000);
    await inWorkspace(database, page, async ({ server, key, folder }) => {
      await key.post('/api/contacts', { email: 'bystander@example.org', first_name: 'Stays' });
      const columns = await allColumns(key);
      const before = await exportFile(key, columns);
      const names = readdirSync(join(spectrum, 'csvs')).filter((name) => name.endsWith('.csv'));
      expect(names.length).toBeGreaterThan(5);
      const wanted: string[][] = [];
      const imports: { id: string; count: number }[] = [];
      for (const name of names) {
        const told = JSON.parse(readFileSync(join(spectrum, 'json', name.replace('.csv', '.json')), 'utf8')) as Row | Row[];
        const meant = Array.isArray(told) ? told : [told];
        const headers = Object.keys(meant[0] ?? {});
        const [first = '', second = '', ...others] = headers.filter((column) => column !== wrong);
        const file = join(folder, name); // the folder of the data set may be read-only
        writeFileSync(file, readFileSync(join(spectrum, 'csvs', name)));
        await choose(page, server, file);
        const preview = page.getByRole('region', { name: 'The first lines' });
        for (const value of [first, second, ...others].map((column) => meant[0]?.[column] ?? '').filter((text) => text.trim() && !text.includes('\n')))
          await expect(preview.getByText(value.trim(), { exact: true }).first(), `${name}: ${value}`).toBeVisible();
        for (const column of headers.filter((one) => one !== first && one !== second)) await bring(page, column, 'Leave out');
        await bring(page, first, 'First name');
        await bring(page, second, 'Notes');
        imports.push({ id: await run(page, key, meant.length, { created: meant.length }), count: meant.length });
        wanted.push(...meant.map((row) => [row[first]?.trim() ?? '', row[second]?.trim() ?? '']));
      }
      const made = (await exportRows(key, ['first_name', 'notes'])).filter((row) => row.first_name !== 'Stays');
      expect(made.map((row) => [row.first_name, row.notes]).sort()).toEqual(wanted.sort());
      for (const one of imports.reverse()) {
        await page.goto(`${server.origin}/imports/${one.id}`);
        await revert(page, { created: one.count });
      }
      expectSameBytes(await exportFile(key, columns), before, 'after the reverts');
    });
  });
}
