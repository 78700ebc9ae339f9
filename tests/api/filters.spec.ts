// Lists by any condition, the views that keep them, and the pipeline.
import { expect, test } from '../support/fixtures.ts';
import { uniqueEmail } from '../support/client.ts';

const asked = (condition: unknown) => encodeURIComponent(JSON.stringify(condition));

test('a condition filters the list, its export and its figures alike', async ({ key }) => {
  const city = `Ville ${Date.now().toString(36)}`;
  for (const [i, value] of [100, 200, null].entries()) {
    const made = await key.post('/api/contacts', {
      email: uniqueEmail(),
      last_name: `Œuvre ${i}`,
      city,
      tags: i === 0 ? ['vip', 'b2b'] : ['vip'],
      estimated_value: value === null ? null : { amount: value, currency: 'EUR' },
    });
    expect(made.status, made.text).toBe(201);
  }
  const here = { field: 'city', op: 'equal', value: city };
  const list = async (...tests: unknown[]) => {
    const answer = await key.get(`/api/contacts?filter=${asked({ all: [here, ...tests] })}&sort=name`);
    expect(answer.status, answer.text).toBe(200);
    return answer.json.items.map((item: { last_name: string }) => item.last_name);
  };
  expect(await list()).toEqual(['Œuvre 0', 'Œuvre 1', 'Œuvre 2']);
  expect(await list({ field: 'name', op: 'contains', value: 'OEUVRE 1' })).toEqual(['Œuvre 1']);
  expect(await list({ field: 'tags', op: 'all_of', value: ['vip', 'b2b'] })).toEqual(['Œuvre 0']);
  expect(await list({ none: [{ field: 'tags', op: 'any_of', value: ['b2b'] }] })).toEqual(['Œuvre 1', 'Œuvre 2']);
  expect(await list({ field: 'estimated_value', op: 'not_equal', value: { amount: 100, currency: 'EUR' } })).toEqual(['Œuvre 1', 'Œuvre 2']);
  expect(await list({ field: 'created_at', op: 'equal', value: 'today' })).toHaveLength(3);
  expect(await list({ field: 'orders_count', op: 'less', value: 1 })).toHaveLength(3);
  const filter = asked({ all: [here] });
  const exported = await key.get(`/api/contacts/export?filter=${filter}`);
  expect(exported.text.trim().split('\n')).toHaveLength(4);
  expect((await key.get(`/api/contacts/stats?filter=${filter}`)).json.total).toBe(3);
  const pipeline = (await key.get(`/api/contacts/pipeline?filter=${filter}`)).json;
  expect(pipeline).toMatchObject({ leads: 3, converted: 0, value: { amount: 300, currency: 'EUR' }, mean_value: { amount: 150 } });
  const by_body = await key.post('/api/contacts/query', { filter: { all: [here] }, limit: 2, sort: 'estimated_value.desc' });
  expect(by_body.status, by_body.text).toBe(200);
  expect(by_body.json.items[0].estimated_value.amount).toBe(200);
  const next = await key.post('/api/contacts/query', { filter: { all: [here] }, limit: 2, sort: 'estimated_value.desc', cursor: by_body.json.next_cursor });
  expect(next.json.items.map((item: { estimated_value: unknown }) => item.estimated_value)).toEqual([null]);
  const values = (await key.get(`/api/contacts/values?field=tags&filter=${filter}`)).json.items;
  expect(values).toEqual([{ value: 'vip', count: 3 }, { value: 'b2b', count: 1 }]);
});

test('a condition that is wrong is refused with its place', async ({ key }) => {
  const issue = async (condition: unknown) => {
    const answer = await key.get(`/api/contacts?filter=${asked(condition)}`);
    expect(answer.status).toBe(422);
    return `${answer.json.issues[0].path} ${answer.json.issues[0].code}`;
  };
  expect(await issue({ all: [{ field: 'city', op: 'is_null' }, { field: 'cty', op: 'is_null' }] })).toBe('filter.all[1].field unknown_field');
  expect(await issue({ all: [{ field: 'city', op: 'like', value: 'x' }] })).toBe('filter.all[0].op unknown_operator');
  expect(await issue({ any: [{ field: 'orders_count', op: 'contains', value: 'x' }] })).toBe('filter.any[0].op operator_not_offered');
  const list = await key.post('/api/segments', { name: `Guests ${Date.now().toString(36)}`, description: '', kind: 'list', rule: null, optional_conditions: [], active: true });
  expect(list.status, list.text).toBe(201);
  expect(await issue({ history: 'events', measure: 'count', where: { segment: list.json.id }, op: 'greater', value: 1 })).toBe('filter.where.segment unknown_segment');
  expect(await issue({ field: 'status', op: 'in', value: ['new', 'nwe'] })).toBe('filter.value[1] unknown_value');
});

test('a field of the workspace is offered, filtered and sorted by like any other', async ({ admin, key }) => {
  const name = `size_${Date.now().toString(36)}`;
  expect((await admin.post('/api/fields', { object: 'contact', name, type: 'number' })).status).toBe(201);
  const registry = (await admin.get('/api/fields?object=contact')).json.items;
  const own = registry.find((field: { name: string }) => field.name === name);
  expect(own).toMatchObject({ kind: 'number', group: 'custom', sortable: true });
  expect(own.operators).toContain('between');
  const city = registry.find((field: { name: string }) => field.name === 'city');
  expect(city).toMatchObject({ kind: 'text', label: 'City', group: 'place' });
  expect(city.operators).toContain('ends_with');
  const found = await key.get(`/api/contacts?filter=${asked({ field: name, op: 'greater', value: 3.5 })}&sort=${name}.desc`);
  expect(found.status, found.text).toBe(200);
  expect(found.json.items).toEqual([]);
});

test('a view keeps a condition for its owner, and is shared by those who may', async ({ admin }) => {
  const standard = (await admin.get('/api/views')).json.items;
  expect(standard.slice(0, 5).map((view: { standard: string }) => view.standard)).toEqual(['all', 'mine', 'new', 'customers', 'pipeline']);
  const made = await admin.post('/api/views', { name: 'In Lyon', filter: { all: [{ field: 'city', op: 'equal', value: 'Lyon' }] }, layout: 'board', columns: [{ name: 'city', width: 120 }] });
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ shared: false, may_change: true, layout: 'board', version: 1 });
  const shared = await admin.patch(`/api/views/${made.json.id}`, { shared: true }, { headers: { 'if-match': '"1"' } });
  expect(shared.status, shared.text).toBe(200);
  expect((await admin.patch(`/api/views/${made.json.id}`, { name: 'Late' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
  const wrong = await admin.post('/api/views', { name: 'Wrong', filter: { field: 'cty', op: 'is_null' } });
  expect(wrong.status).toBe(422);
  expect(wrong.json.issues[0].path).toBe('filter.field');
  const order = await admin.put('/api/views/order', { ids: [made.json.id], for: 'me' });
  expect(order.json.items[0].name).toBe('In Lyon');
  expect((await admin.put('/api/views/order', { ids: [] })).json.items[0].standard).toBe('all');
  expect((await admin.delete(`/api/views/${made.json.id}`)).status).toBe(204);
});
