// The contacts of a workspace as the file of an export, octet for octet.
import { expect } from '@playwright/test';
import type { Client } from './client.ts';
import { parseCsv, type Row } from './csv.ts';

export async function exportFile(key: Client, columns?: string[]): Promise<Buffer> {
  const begun = await key.post('/api/exports/contacts', columns ? { columns } : {});
  expect(begun.status, begun.text).toBe(202);
  const one = `/api/exports/${begun.json.id}`;
  await expect.poll(async () => (await key.get(one)).json.state, { timeout: 120_000, intervals: [100] }).toBe('ready');
  const file = await fetch(`${key.origin}${one}/file`, { headers: key.headers });
  expect(file.status).toBe(200);
  return Buffer.from(await file.arrayBuffer());
}

export async function exportRows(key: Client, columns?: string[]): Promise<Row[]> {
  return parseCsv((await exportFile(key, columns)).toString('utf8'));
}

// Every column that an export has now. When a contact was last changed is not among them: taking a change back is
// one more change.
export async function allColumns(key: Client): Promise<string[]> {
  const [header = ''] = (await exportFile(key)).toString('utf8').split('\r\n', 1);
  const names = header.split(',');
  expect(names).toContain('updated_at');
  return names.filter((name) => name !== 'updated_at');
}

// Says where two files part, for a report of megabytes tells nobody anything.
export function expectSameBytes(after: Buffer, before: Buffer, what: string): void {
  if (after.equals(before)) return;
  let at = 0;
  while (at < before.length && after[at] === before[at]) at += 1;
  const around = (file: Buffer) => file.subarray(Math.max(0, at - 200), at + 200).toString('utf8');
  expect(around(after), `${what}: ${after.length} octets, not ${before.length}; they part at ${at}`).toBe(around(before));
  expect(after.length, what).toBe(before.length);
}
