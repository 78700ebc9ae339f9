// `rapport model fit` works on a file, without a workspace.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '../support/fixtures.ts';
import { binary } from '../support/server.ts';
import { findShared } from '../support/shared_data.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'rapport-models-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const fit = async (path: string, model: string) => JSON.parse((await run(binary, ['model', 'fit', path, '--model', model, '--json'])).stdout);

// The purchases of the sample up to 30 September 1997, in weeks, as the papers sum them up.
const cdnow = (purchases: string) => {
  const day = (date: string) => Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6))) / 86_400_000;
  const end = day('19970930');
  const customers = new Map<string, Map<number, number>>();
  for (const line of purchases.trim().split('\n')) {
    const [, id, date, , value] = line.trim().split(/\s+/);
    if (day(date) > end) continue;
    const days = customers.get(id) ?? new Map();
    customers.set(id, days.set(day(date), (days.get(day(date)) ?? 0) + Number(value)));
  }
  const lines = [...customers].map(([id, days]) => {
    const [first, ...others] = [...days.keys()].sort((a, b) => a - b);
    const mean = others.reduce((sum, one) => sum + (days.get(one) ?? 0), 0) / Math.max(others.length, 1);
    return [id, others.length, ((others.at(-1) ?? first) - first) / 7, (end - first) / 7, mean].join(',');
  });
  return ['ID,frequency,recency,T,monetary_value', ...lines].join('\n');
};

test('the models fit the CDNOW sample as published', async () => {
  const path = findShared('CDNOW_sample.txt.gz');
  test.skip(!path, 'needs the CDNOW sample');
  const histories = file('cdnow.csv', cdnow(gunzipSync(readFileSync(path ?? '')).toString()));

  const bg = await fit(histories, 'bg_nbd');
  expect(bg.parameters.r).toBeCloseTo(0.2426, 4);
  expect(bg.parameters.alpha).toBeCloseTo(4.4135, 3);
  expect(bg.parameters.a).toBeCloseTo(0.7929, 4);
  expect(bg.parameters.b).toBeCloseTo(2.4258, 3);
  expect(bg.log_likelihood).toBeCloseTo(-9582.43, 2);
  expect(bg.standard_errors.r).toBeGreaterThan(0);
  expect(bg.took_ms).toBeGreaterThan(0);
  expect(bg).toMatchObject({ converged: true, customers: 2357, repeat_customers: 946, shrinkage: '' });

  const pareto = await fit(histories, 'pareto_nbd');
  expect(pareto.parameters.r).toBeCloseTo(0.553, 3);
  expect(pareto.parameters.alpha).toBeCloseTo(10.578, 2);
  expect(pareto.parameters.s).toBeCloseTo(0.606, 3);
  expect(pareto.parameters.beta).toBeCloseTo(11.669, 2);

  const values = await fit(histories, 'gamma_gamma');
  expect(values.parameters.p).toBeCloseTo(6.25, 2);
  expect(values.parameters.q).toBeCloseTo(3.744, 2);
  expect(values.parameters.gamma).toBeCloseTo(15.44, 1);

  const { stdout } = await run(binary, ['model', 'fit', histories]);
  expect(stdout).toMatch(/alpha\s+4\.413/);
  expect(stdout).toContain('2357 customers, 946 with repeat purchases');
});

test('a file that cannot be used, and data that are too few, are told in sentences', async () => {
  const failed = async (...words: string[]) => {
    const error = await run(binary, ['model', 'fit', ...words]).catch((failure) => failure);
    expect(error.code).toBe(1);
    return error.stderr as string;
  };
  const wrong = file('wrong.csv', 'ID,frequency,recency,T\n1,-1,0,5\n2,1,nan,5\n3,1,9,5\n');
  expect(await failed(wrong)).toContain('line 2, frequency: must not be negative');
  expect(await failed(wrong)).toContain('line 3, recency: must be a finite number');
  expect(await failed(wrong)).toContain('line 4, recency: must not be greater than T');
  expect(await failed(file('empty.csv', ''))).toContain('The file is empty');
  expect(await failed(join(folder, 'absent.csv'))).toContain('cannot be read');
  const few = file('few.csv', 'ID,frequency,recency,T\n1,1,2,5\n2,0,0,5\n');
  expect(await failed(few)).toContain('Not enough data: 1 customer has a repeat purchase');
  expect(await failed(few, '--model', 'gamma_gamma')).toContain('no column monetary_value');
  expect(await failed(few, '--model', 'oracle')).toContain('must be bg_nbd, pareto_nbd or gamma_gamma');
});
