// The next best action by API: suggested, explained, answered, listed, measured, and the actions as data.
import { Client, makeKey, makeOwner, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const person = async (client: Client, more: object = {}): Promise<string> => {
  const made = await client.post('/api/contacts', { email: uniqueEmail(), stage: 'engaged', ...more });
  expect(made.status, made.text).toBe(201);
  return made.json.id;
};
const path = (id: string) => `/api/contacts/${id}/next_actions`;
type Suggestion = { decision: number; action_id: string; name: string; status: string; reasons: { text: string; found: string | null }[] };
const answer = (client: Client, id: string, to: Suggestion, what: string, more: object = {}) =>
  client.post(`${path(id)}/answer`, { decision: to.decision, action_id: to.action_id, answer: what, ...more });
const told = async (client: Client, id: string) =>
  (await client.get(`/api/contacts/${id}/timeline?limit=50&kind=activities`)).json.items
    .map((entry: { type: string }) => entry.type)
    .filter((type: string) => type.startsWith('next_action_'))
    .reverse();

test('a read suggests without logging, a decision is logged once and stays', async ({ key }) => {
  const id = await person(key);
  const read = await key.get(path(id));
  expect(read.status, read.text).toBe(200);
  expect(read.json).toMatchObject({ decision: null, stage: 'none', may_act: true });
  expect(read.json.suggestions.length).toBeGreaterThan(1);
  // A busy machine may take a while until the columns know a contact and reasons have values.
  await expect.poll(async () => (await key.get(path(id))).json.suggestions[0].reasons[0].found).toBe('engaged');
  const made = await key.post(path(id));
  expect(made.status, made.text).toBe(200);
  expect(made.json.decision).toBe(1);
  expect(['learning', 'holdout']).toContain(made.json.arm);
  const [top] = made.json.suggestions;
  expect(top.propensity).toBeGreaterThan(0);
  expect(top.chance_low).toBeLessThan(top.chance);
  expect(top.chance).toBeLessThan(top.chance_high);
  expect(top.labels).toMatchObject({ en: expect.any(String), fr: expect.any(String), vi: expect.any(String) });
  expect(top.reasons.length).toBeGreaterThan(0);
  expect(top.reasons[0]).toMatchObject({ text: expect.stringContaining('status'), found: 'engaged' });
  const again = await key.post(path(id));
  expect(again.json.suggestions.map((s: Suggestion) => s.name)).toEqual(made.json.suggestions.map((s: Suggestion) => s.name));
  expect(again.json.decision).toBe(1);
});

test('a suggestion is accepted, done, taken back and dismissed, and the timeline tells it', async ({ key }) => {
  const id = await person(key);
  const [first, second] = (await key.post(path(id))).json.suggestions;
  const taken = await answer(key, id, first, 'accept', { due_on: '2099-01-31' });
  expect(taken.status, taken.text).toBe(200);
  expect(taken.json).toMatchObject({ status: 'accepted', due_on: '2099-01-31' });
  expect((await answer(key, id, first, 'accept')).status).toBe(409);
  const now = (await key.get(path(id))).json;
  expect(now.open.map((s: Suggestion) => s.name)).toEqual([first.name]);
  expect(now.suggestions.map((s: Suggestion) => s.name)).not.toContain(first.name);
  expect((await answer(key, id, first, 'done')).json.status).toBe('done');
  expect((await answer(key, id, first, 'undo')).json.status).toBe('accepted');
  expect((await answer(key, id, first, 'undo')).json.status).toBe('suggested');
  expect((await answer(key, id, first, 'undo')).status).toBe(409);
  expect((await answer(key, id, second, 'dismiss', { reason: 'Asked not to' })).json).toMatchObject({ status: 'dismissed', reason: 'Asked not to' });
  expect(await told(key, id)).toEqual(['next_action_accepted', 'next_action_done', 'next_action_taken_back', 'next_action_taken_back', 'next_action_dismissed']);
});

test('an order after it was done is its outcome', async ({ key }) => {
  const id = await person(key);
  const [first] = (await key.post(path(id))).json.suggestions;
  expect((await answer(key, id, first, 'done')).status).toBe(200);
  const made = await key.post('/api/orders', {
    contact_id: id, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 4_900, currency: 'EUR' } }],
  });
  expect(made.status, made.text).toBe(201);
  await expect
    .poll(async () => {
      const list = await key.get('/api/next_actions/items?status=done&whose=mine&limit=200');
      return list.json.items.find((item: { contact_id: string }) => item.contact_id === id)?.outcome_type;
    })
    .toBe('purchase');
  const report = await key.get('/api/insights/next_actions');
  expect(report.status, report.text).toBe(200);
  const line = report.json.actions.find((a: { action_id: string }) => a.action_id === first.action_id);
  expect(line.converted).toBeGreaterThan(0);
  expect(line.low).toBeLessThan(line.chance);
  expect(report.json.uplift.difference).toBeNull();
  expect(report.json.off_policy.learned_ips).toBeNull();
  expect((await answer(key, id, first, 'undo')).status).toBe(409);
});

test('bad answers name what is wrong', async ({ key }) => {
  const id = await person(key);
  const [first] = (await key.post(path(id))).json.suggestions;
  const wrong = await answer(key, id, first, 'maybe');
  expect(wrong.status).toBe(422);
  expect(wrong.json.issues[0].path).toBe('answer');
  const past = await answer(key, id, first, 'accept', { due_on: '2001-01-01' });
  expect(past.status).toBe(422);
  expect(past.json.issues[0].path).toBe('due_on');
  expect((await key.post(`${path(id)}/answer`, { decision: 77, action_id: first.action_id, answer: 'done' })).status).toBe(404);
  expect((await key.get('/api/next_actions/items?cursor=x')).status).toBe(422);
  expect((await key.get('/api/next_actions/items?status=later')).status).toBe(422);
});

test('a list of what was taken on pages without repeating or leaving out', async ({ admin, key, server }) => {
  const sales = new Client(server.origin).withKey(await makeKey(admin, { name: 'pages', role: 'sales', scope: 'all' }));
  const ids: string[] = [];
  for (let i = 0; i < 7; ++i) {
    const id = await person(key);
    const [first] = (await sales.post(path(id))).json.suggestions;
    expect((await answer(sales, id, first, 'accept')).status).toBe(200);
    ids.push(id);
  }
  const seen: string[] = [];
  const values: number[] = [];
  let cursor = '';
  do {
    const list = await sales.get(`/api/next_actions/items?status=accepted&whose=mine&limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(list.status, list.text).toBe(200);
    for (const item of list.json.items) {
      seen.push(item.contact_id);
      values.push(item.expected_value.amount);
    }
    cursor = list.json.next_cursor ?? '';
  } while (cursor);
  expect(seen.sort()).toEqual([...ids].sort());
  expect(values).toEqual([...values].sort((a, b) => b - a));
});

test('who does not see a contact sees and answers nothing of it; who may not act only reads', async ({ admin, key, server }) => {
  const id = await person(key);
  const [first] = (await key.post(path(id))).json.suggestions;
  await answer(key, id, first, 'accept');
  const own = new Client(server.origin).withKey(await makeKey(admin, { name: 'own', role: 'sales', scope: 'own' }));
  expect((await own.get(path(id))).status).toBe(404);
  expect((await own.post(path(id))).status).toBe(404);
  expect((await answer(own, id, first, 'done')).status).toBe(404);
  const all = await own.get('/api/next_actions/items?status=accepted');
  expect(all.json.items.filter((item: { contact_id: string }) => item.contact_id === id)).toEqual([]);
  // Nor what all contacts together come to.
  for (const report of ['next_actions', 'accuracy']) {
    expect((await key.get(`/api/insights/${report}`)).status).toBe(200);
    const refused = await own.get(`/api/insights/${report}`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('all contacts');
  }
  expect((await own.get('/api/insights/customers')).json.customers).toBe(0);
  const reader = new Client(server.origin).withKey(await makeKey(admin, { name: 'reader', role: 'read_only' }));
  expect((await reader.get(path(id))).json.may_act).toBe(false);
  expect((await reader.post(path(id))).status).toBe(403);
  expect((await answer(reader, id, first, 'done')).status).toBe(403);
  expect((await own.patch(`/api/next_actions/${first.action_id}`, { active: false })).status).toBe(403);
  expect((await own.put('/api/settings/next_actions', {})).status).toBe(403);
});

test('actions are data: made with a rule, changed with a version, audited, removed while nobody saw them', async ({ admin, key }) => {
  const name = `sample_${Date.now()}`;
  const draft = { name, labels: { en: 'Send a sample' }, rule: 'country = FR AND statu = new' };
  const bad = await key.post('/api/next_actions', draft);
  expect(bad.status).toBe(422);
  expect(bad.text).toContain('statu');
  expect((await key.post('/api/next_actions', { ...draft, rule: 'status = new', name: 'Send a sample' })).json.issues[0].path).toBe('name');
  expect((await key.post('/api/next_actions', { ...draft, rule: 'status = new', value_kind: 'fixed' })).json.issues[0].path).toBe('value_amount');
  const made = await key.post('/api/next_actions', { ...draft, rule: 'country = FR AND status = new', value_kind: 'fixed', value_amount: { amount: 900_000, currency: 'EUR' } });
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ labels: { fr: 'Send a sample' }, rule_text: 'country = FR AND status = new', standard: false, version: 1 });
  expect((await key.post('/api/next_actions', { ...draft, rule: 'status = new' })).status).toBe(422);
  const one = `/api/next_actions/${made.json.id}`;
  const changed = await key.patch(one, { minutes: 25 }, { headers: { 'if-match': '"1"' } });
  expect(changed.json).toMatchObject({ minutes: 25, version: 2 });
  const stale = await key.patch(one, { minutes: 30 }, { headers: { 'if-match': '"1"' } });
  expect(stale.status).toBe(412);
  expect(stale.json.current.minutes).toBe(25);
  const id = await person(key, { country: 'FR', stage: 'new' });
  const found = (await key.get(path(id))).json;
  expect(found.suggestions[0].name).toBe(name);
  expect((await key.delete(one)).status).toBe(204);
  const audit = await admin.get('/api/audit?limit=50');
  const actions = audit.json.items.map((entry: { action: string }) => entry.action);
  for (const action of ['next_action.created', 'next_action.updated', 'next_action.removed']) expect(actions).toContain(action);
  const [shown] = (await key.post(path(await person(key)))).json.suggestions;
  expect((await key.delete(`/api/next_actions/${shown.action_id}`)).status).toBe(409);
});

test('the ranking is set, versioned and audited', async ({ admin, key }) => {
  const read = await key.get('/api/settings/next_actions');
  expect(read.status, read.text).toBe(200);
  expect(read.json).toMatchObject({ holdout_percent: 10, exploration_percent: 5, stable_days: 7, outcome_days: 14 });
  const bad = await key.put('/api/settings/next_actions', { ...read.json, holdout_percent: 80 });
  expect(bad.status).toBe(422);
  expect(bad.json.issues[0].path).toBe('holdout_percent');
  const saved = await key.put('/api/settings/next_actions', { ...read.json, hour_cost: { amount: 6_000, currency: 'EUR' } });
  expect(saved.status, saved.text).toBe(200);
  const id = await person(key);
  const [first] = (await key.post(path(id))).json.suggestions;
  expect(first.cost.amount).toBe(first.minutes * 100);
  expect((await key.put('/api/settings/next_actions', read.json)).status).toBe(200);
  const audit = await admin.get('/api/audit?limit=50');
  expect(audit.text).toContain('next_actions');
});

test('a person with records of their own acts on those', async ({ admin }) => {
  const owner = await makeOwner(admin);
  const id = await person(owner);
  const [first] = (await owner.post(path(id))).json.suggestions;
  expect((await answer(owner, id, first, 'accept')).status).toBe(200);
  const list = await owner.get('/api/next_actions/items?status=accepted');
  expect(list.json.items.map((item: { contact_id: string }) => item.contact_id)).toEqual([id]);
  expect(list.json.items[0]).toMatchObject({ user_name: 'Own', status: 'accepted', due_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
});
