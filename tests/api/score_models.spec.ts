import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

interface Part { name: string; points: number; most: number; measured: boolean; reason: string; value: number | null; found: string | null; rule_text: string }
interface Score { name: string; points: number | null; band: string | null; probability: number | null; parts: Part[] }

async function person(key: Client, more: object = {}) {
  const made = await key.post('/api/contacts', { email: uniqueEmail(), ...more });
  expect(made.status, made.text).toBe(201);
  return made.json.id as string;
}
async function score(key: Client, id: string, name: string): Promise<Score> {
  const read = await key.get(`/api/contacts/${id}/score_models`);
  expect(read.status, read.text).toBe(200);
  return read.json.items.find((one: Score) => one.name === name);
}
async function model(key: Client, name: string) {
  const read = await key.get('/api/score_models');
  expect(read.status, read.text).toBe(200);
  return read.json.items.find((one: { name: string }) => one.name === name);
}
const found = async (key: Client, rule: object) => {
  const read = await key.get(`/api/contacts?limit=200&filter=${encodeURIComponent(JSON.stringify(rule))}`);
  expect(read.status, read.text).toBe(200);
  return read.json.items.map((c: { id: string }) => c.id) as string[];
};
let numbers = 0;
const buy = (key: Client, contact: string) =>
  key.post('/api/orders', {
    contact_id: contact, number: `SCO-${Date.now()}-${++numbers}`, currency: 'EUR',
    lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 5_000, currency: 'EUR' } }],
  });

test('the ready models score a contact within a moment, part by part, and rules follow', async ({ key }) => {
  // What is found when a model is computed for the first time is told to nobody.
  const computing = async () => (await key.get('/api/score_models')).json.items.filter((one: { state: { computing: boolean } }) => one.state.computing).length;
  await expect.poll(computing).toBe(0);
  const id = await person(key, { first_name: 'Anne', last_name: 'Martin', country: 'FR', city: 'Lyon' });
  expect((await buy(key, id)).status).toBe(201);
  await expect.poll(async () => (await found(key, { all: [{ field: 'crm_segment', op: 'equal', value: 'client' }, { field: 'propensity_score', op: 'greater', value: 41 }] })).includes(id)).toBe(true);
  const propensity = await score(key, id, 'propensity_score');
  const part = (name: string) => propensity.parts.find((one) => one.name === name)!;
  expect(part('purchases')).toMatchObject({ points: 8, most: 20, value: 1, next_from: 2, next_points: 14 });
  expect(part('profile')).toMatchObject({ most: 25, fields_missing: ['phone'] });
  expect(part('engagement')).toMatchObject({ value: 49, points: 12.25 });
  expect(propensity.points).toBe(41.1);
  expect(propensity.band).toBe('medium');
  const completion = await score(key, id, 'profile_completion');
  expect(completion.points).toBe(83.3);
  const lead = await score(key, id, 'lead_score');
  expect(lead.parts.filter((one) => !one.measured).map((one) => one.name)).toEqual(['company_size', 'industry_match', 'competition', 'market']);
  expect((await key.patch(`/api/contacts/${id}`, { phone: '+33612345678' })).status).toBe(200);
  await expect.poll(async () => (await found(key, { field: 'profile_complete', op: 'equal', value: true })).includes(id)).toBe(true);
  expect((await found(key, { field: 'propensity_score', op: 'greater_equal', value: 45 })).includes(id)).toBe(true);
  const timeline = await key.get(`/api/contacts/${id}/timeline?types=score_band_changed`);
  expect(timeline.json.items.map((f: { payload: { name: string; to: string } }) => `${f.payload.name} ${f.payload.to}`)).toContain('crm_segment client');
  expect((await key.get('/api/contacts/0189aaaa-0000-7000-8000-000000000000/score_models')).status).toBe(404);
});

test('a model is drafted, previewed, adopted, switched off and deleted, and every change is in the log', async ({ admin: key }) => {
  const id = await person(key, { first_name: 'Zoe', city: 'Nantes' });
  const name = `warmth_${Date.now()}`;
  const definition = {
    label: { en: 'Warmth' }, kind: 'points',
    components: [{ name: 'nantes', kind: 'rule', points: 40, rule: `city = Nantes AND first_name = Zoe`, label: { en: 'From Nantes' } },
      { name: 'shoes', kind: 'rule', points: 10, rule: 'shoe_size_x > 40', needs: ['shoe_size_x'] }],
    bands: [{ name: 'cool', from: 0 }, { name: 'warm', from: 30 }],
  };
  const bad = await key.post('/api/score_models', { name, definition: { ...definition, components: [{ ...definition.components[0], rule: 'citty = Nantes' }] } });
  expect(bad.status).toBe(422);
  expect(bad.json.issues[0]).toMatchObject({ path: 'definition.components[0].rule.field', code: 'unknown_field' });
  const ask = () => key.post('/api/score_models/preview', { definition, sample: 5, spread: 'top' });
  await expect.poll(async () => (await ask()).json.sample?.[0]?.points).toBe(40); // once Zoe is among those it asks
  const preview = await ask();
  expect(preview.status, preview.text).toBe(200);
  expect(preview.json.components[1]).toMatchObject({ measured: false, reason: 'There is no field shoe_size_x yet.' });
  expect(preview.json.sample[0]).toMatchObject({ points: 40, band: 'warm' });
  const made = await key.post('/api/score_models', { name, definition, note: 'A first try' });
  expect(made.status, made.text).toBe(201);
  const at = `/api/score_models/${made.json.id}`;
  expect(made.json).toMatchObject({ adopted_version: 0, definition: null, draft_origin: 'edited', version: 1 });
  expect((await key.post('/api/score_models', { name, definition })).status).toBe(409);
  const adopted = await key.post(`${at}/adopt`, {}, { headers: { 'if-match': '"1"' } });
  expect(adopted.status, adopted.text).toBe(200);
  expect((await key.post(`${at}/adopt`, {})).status).toBe(409);
  expect((await key.put(`${at}/draft`, { definition }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
  await expect.poll(async () => (await score(key, id, name))?.points).toBe(40);
  await expect.poll(async () => (await key.get(at)).json.state.computing).toBe(false);
  await expect.poll(async () => (await found(key, { field: `${name}_band`, op: 'equal', value: 'warm' })).includes(id)).toBe(true);
  const spread = await key.get(`${at}/distribution`);
  expect(spread.json.bands[1].people).toBeGreaterThan(0);
  expect(spread.json.bins.reduce((n: number, bin: { people: number }) => n + bin.people, 0)).toBe(spread.json.people);
  const changed = await key.put(`${at}/draft`, { definition: { ...definition, bands: [] }, note: 'Without ranges' });
  expect(changed.json.draft.bands).toEqual([]);
  expect((await key.delete(`${at}/draft`)).json.draft).toBeNull();
  const versions = await key.get(`${at}/versions`);
  expect(versions.json.items).toMatchObject([{ version: 1, note: 'A first try', origin: 'edited' }]);
  expect((await key.delete(at)).status).toBe(409);
  expect((await key.patch(at, { active: false })).json.active).toBe(false);
  await expect.poll(async () => (await key.delete(at)).status).toBe(204);
  const shipped = await model(key, 'lead_score');
  expect((await key.delete(`/api/score_models/${shipped.id}`)).status).toBe(409);
  const log = await key.get(`/api/audit?object_id=${made.json.id}`);
  const actions = log.json.items.map((one: { action: string }) => one.action);
  for (const action of ['created', 'adopted', 'draft_changed', 'draft_discarded', 'switched', 'deleted'])
    expect(actions).toContain(`score_model.${action}`);
});

test('a model is held against what happened, and what is asked wrongly is said', async ({ key }) => {
  const lead = await model(key, 'lead_score');
  const at = `/api/score_models/${lead.id}`;
  const test = await key.post(`${at}/backtest`, { horizon_days: 30 });
  expect(test.status, test.text).toBe(200);
  expect(test.json).toMatchObject({ kind: 'backtest', horizon_days: 30, model_version: lead.adopted_version, outcome: { kind: 'first_order' } });
  if (!test.json.enough) expect(test.json.reason).toContain('at least 20 are needed');
  const how = Object.fromEntries(test.json.as_of.map((one: { name: string; how: string }) => [one.name, one.how]));
  expect(how).toMatchObject({ budget_range: 'today', website_activity: 'exact', company_size: 'left_out' });
  expect((await key.get(`${at}/tests`)).json.items[0].id).toBe(test.json.id);
  const early = await key.post(`${at}/backtest`, { horizon_days: 30, cut_at: new Date().toISOString() });
  expect(early.status).toBe(422);
  expect(early.json.issues[0].path).toBe('cut_at');
  expect((await key.post(`${at}/backtest`, { of: 'draft' })).status).toBe(409);
  const crm = await model(key, 'crm_segment');
  expect((await key.post(`/api/score_models/${crm.id}/backtest`, {})).status).toBe(409);
  const conversion = await key.post(`${at}/conversion`, {});
  expect(conversion.status, conversion.text).toBe(200);
  expect(conversion.json.least_conversions).toBe(50);
  if (!conversion.json.enough) expect(conversion.json.reason).toContain('Not enough data');
  expect((await key.get(`${at}/conversion`)).json.computed_at).toBe(conversion.json.computed_at);
});

test('who sees their own contacts alone sees the scores of no other', async ({ admin, server }) => {
  const id = await person(admin);
  const own = new Client(server.origin).withKey(await makeKey(admin, { name: `own-${Date.now()}`, role: 'manager', scope: 'own' }));
  expect((await own.get(`/api/contacts/${id}/score_models`)).status).toBe(404);
  const lead = await model(admin, 'lead_score');
  expect((await own.get(`/api/score_models/${lead.id}/distribution`)).json.people).toBe(0);
  const preview = await own.post('/api/score_models/preview', { definition: lead.definition, name: 'lead_score' });
  expect(preview.status, preview.text).toBe(200);
  expect(preview.json).toMatchObject({ people: 0, sample: [] });
  const reader = new Client(server.origin).withKey(await makeKey(admin, { name: `ro-${Date.now()}`, role: 'read_only' }));
  expect((await reader.get('/api/score_models')).status).toBe(200);
  expect((await reader.post(`/api/score_models/${lead.id}/backtest`, {})).status).toBe(403);
  expect((await reader.put(`/api/score_models/${lead.id}/draft`, { definition: lead.definition })).status).toBe(403);
});
