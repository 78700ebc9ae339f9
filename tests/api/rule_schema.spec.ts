// The JSON Schema of rules against the rules themselves: a foreign validator accepts what the server prints, and refuses
// what the server refuses.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from '../support/fixtures.ts';

function examples(): string[] {
  const text = readFileSync(new URL('../../docs/reference/rules.md', import.meta.url), 'utf8');
  return [...text.matchAll(/^```rules\n([\s\S]*?)^```/gm)].flatMap((block) => block[1].split('\n').filter((line) => line !== ''));
}

test('every example of the rule language meets the schema in its JSON form', async ({ key }) => {
  const schema = await key.get('/api/rules/schema.json');
  expect(schema.status).toBe(200);
  const accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(JSON.parse(schema.text));
  for (const name of ['Regulars', 'Do not disturb']) {
    const made = await key.post('/api/segments', { name, rule: 'created_at IN LAST 30 days' });
    expect([201, 409], made.text).toContain(made.status);
  }
  const rules = examples();
  expect(rules.length).toBeGreaterThanOrEqual(40);
  for (const rule of rules) {
    const seen = await key.post('/api/segments/preview', { rule, sample: 0 });
    expect(seen.status, `${rule}: ${seen.text}`).toBe(200);
    expect(accepts(seen.json.rule), `${rule}: ${JSON.stringify(accepts.errors)}`).toBe(true);
  }
  expect(accepts({ version: 1, all: [] })).toBe(true);
});

test('what the schema refuses is refused by the server, too', async ({ key }) => {
  const accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(JSON.parse((await key.get('/api/rules/schema.json')).text));
  const wrong: unknown[] = [
    {},
    [],
    { and: [] },
    { all: [], any: [] },
    { version: 2, all: [] },
    { all: [{ version: 1, all: [] }] },
    { field: 'city' },
    { field: 'city', op: 'equals', value: 'Lyon' },
    { field: 'city', op: 'equal' },
    { field: 'city', op: 'equal', value: null },
    { field: 'city', op: 'equal', value: '' },
    { field: 'city', op: 'is_null', value: 1 },
    { field: 'city', op: 'in', value: [] },
    { field: 'created_at', op: 'between', value: ['2026-01-01'] },
    { field: 'created_at', op: 'in_last', value: { days: 0 } },
    { field: 'created_at', op: 'in_last', value: { fortnights: 2 } },
    { field: 'estimated_value', op: 'greater', value: { amount: 1.5, currency: 'EUR' } },
    { history: 'orders', op: 'equal', value: 1 },
    { history: 'orders', measure: 'total', op: 'equal', value: 1 },
    { history: 'events', names: [], measure: 'count', op: 'equal', value: 1 },
    { history: 'events', names: ['login'], measure: 'count', op: 'equal', value: 1, window: { days: 3 } },
    { segment: 'Regulars', op: 'equal' },
  ];
  for (const rule of wrong) {
    const text = JSON.stringify(rule);
    expect(accepts(rule), text).toBe(false);
    const seen = await key.post('/api/segments/preview', { rule });
    expect([400, 422], `${text}: ${seen.status}`).toContain(seen.status);
  }
});
