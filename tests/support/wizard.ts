// The import wizard as the journeys walk through it: a file is chosen, its columns are brought to fields, it is
// checked, imported, and taken back.
import type { Page } from '@playwright/test';
import type { Client } from './client.ts';
import { parseCsv } from './csv.ts';
import { expect } from './fixtures.ts';
import type { Server } from './server.ts';

export interface Outcomes { created?: number; updated?: number; rejected?: number; unchanged?: number; merged?: number }

const number = (value: number) => new Intl.NumberFormat('en-GB').format(value);
export const importOf = (page: Page) => page.url().split('/').at(-1) ?? '';

export async function choose(page: Page, server: Server, file: string): Promise<void> {
  await page.goto(`${server.origin}/imports?kind=contacts`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByRole('heading', { name: '2. The columns' })).toBeVisible({ timeout: 60_000 });
}

export const fieldOf = (page: Page, column: string) => page.getByRole('combobox', { name: `Field of the column ${column}`, exact: true });

export async function bring(page: Page, column: string, field: string): Promise<void> {
  const select = fieldOf(page, column);
  if (await select.inputValue() === field) return; // recognised, or remembered from the file before
  await select.click();
  await select.fill(field);
  await page.getByRole('option', { name: field, exact: true }).click();
  await expect(select).toHaveValue(field);
}

// Counts without writing what the import will do; gives the counts.
export async function check(page: Page, key: Client, outcomes: Outcomes): Promise<Record<string, number>> {
  await page.getByRole('button', { name: 'Check without writing' }).click();
  const region = page.getByRole('region', { name: '4. Check' });
  await expect(region).toContainText('Nothing was written yet.', { timeout: 60_000 });
  for (const [name, count] of Object.entries(outcomes)) await expect(region).toContainText(`${number(count)}${name}`);
  return (await key.get(`/api/imports/${importOf(page)}/draft`)).json.dry_run.counts;
}

// Imports, and reads on the screen and in the report what became of every line.
export async function run(page: Page, key: Client, lines: number, outcomes: Outcomes): Promise<string> {
  await page.getByRole('button', { name: lines === 1 ? 'Import 1 line' : `Import ${number(lines)} lines` }).click();
  await expect(page.getByRole('main').getByRole('button', { name: 'Revert' })).toBeVisible({ timeout: 180_000 });
  for (const [name, count] of Object.entries(outcomes))
    await expect(page.getByRole('button', { name: new RegExp(`^${number(count)}\\s*${name}`) })).toBeVisible();
  const id = importOf(page);
  expect(parseCsv((await key.get(`/api/imports/${id}/report?language=en`)).text)).toHaveLength(lines);
  return id;
}

export async function revert(page: Page, outcomes: Outcomes): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: 'Revert' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revert this import?' });
  if (outcomes.created) await expect(dialog).toContainText(`${number(outcomes.created)} contact`);
  await dialog.getByRole('button', { name: 'Revert the import' }).click();
  const report = page.getByRole('region', { name: 'Reverted' });
  await expect(report).toContainText(`${number(outcomes.created ?? 0)} to the trash, ${number(outcomes.updated ?? 0)} changed back, 0 kept`, { timeout: 240_000 });
}
