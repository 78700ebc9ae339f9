// Timelines and the stream, narrowed by a condition over each fact in the language of rules.
import { Client, makeKey, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

const asked = (condition: unknown) => encodeURIComponent(JSON.stringify(condition));
type Shown = { type: string; payload: { properties?: { step: number } } };

test('a condition over facts narrows the timeline, its pages, the timeline of the company and the stream', async ({ admin, key, server }) => {
  const stamp = `${process.pid}-${Date.now().toString(36)}`;
  const company = (await key.post('/api/companies', { name: `Works ${stamp}` })).json.id;
  const userId = `walker-${stamp}`;
  const made = await key.post('/api/contacts', { email: uniqueEmail(), external_id: userId, company_id: company });
  expect(made.status, made.text).toBe(201);
  const id = made.json.id;
  const writeKey = await makeKey(admin, { name: `Walks ${stamp}`, kind: 'write' });
  const day = 86_400_000;
  const batch = Array.from({ length: 60 }, (_, step) => ({
    type: 'track', userId, event: step % 2 ? `Even ${stamp}` : `Odd ${stamp}`,
    timestamp: new Date(Date.now() - (60 - step) * day / 2).toISOString(),
    properties: { step, shoe: step % 3 ? 'Ốp' : 'left "one"', wet: step % 5 === 0 },
  }));
  const sent = await new Client(server.origin).post('/v1/batch', { writeKey, batch });
  expect(sent.status, sent.text).toBe(200);
  expect(sent.json.accepted, sent.text).toBe(60);

  const read = async (condition: unknown, base = `/api/contacts/${id}/timeline`) => {
    const steps: number[] = [];
    for (let cursor = ''; ; ) {
      const page = await key.get(`${base}?limit=7&filter=${asked(condition)}${cursor && `&cursor=${cursor}`}`);
      expect(page.status, page.text).toBe(200);
      steps.push(...page.json.items.map((fact: Shown) => fact.payload.properties?.step ?? -1));
      cursor = page.json.next_cursor ?? '';
      if (!cursor) return steps;
    }
  };
  const stepsWhere = (meets: (step: number) => boolean) => Array.from({ length: 60 }, (_, i) => 59 - i).filter(meets);
  const even = { field: 'event', op: 'equal', value: `Even ${stamp}` };
  expect(await read(even)).toEqual(stepsWhere((step) => step % 2 === 1));
  expect(await read({ all: [even, { field: 'step', op: 'between', value: [10, 40] }] })).toEqual(stepsWhere((step) => step % 2 === 1 && step >= 10 && step <= 40));
  expect(await read({ any: [{ field: 'wet', op: 'equal', value: true }, { field: 'shoe', op: 'contains', value: 'op' }] })).toEqual(stepsWhere((step) => step % 5 === 0 || step % 3 !== 0));
  expect(await read({ all: [{ field: 'event', op: 'in', value: [`Even ${stamp}`, `Odd ${stamp}`] }, { field: 'occurred_at', op: 'in_last', value: { hours: 25 } }] })).toEqual([59, 58]);
  expect(await read({ field: 'event', op: 'equal', value: 'contact_created' })).toEqual([-1]);
  const none = { all: [{ field: 'event', op: 'starts_with', value: 'odd' }, { field: 'event', op: 'starts_with', value: 'even' }] };
  expect(await read(none)).toEqual([]);
  expect(await read(even, `/api/companies/${company}/timeline`)).toEqual(stepsWhere((step) => step % 2 === 1));
  const long = await key.post(`/api/contacts/${id}/timeline/query`, { filter: even, limit: 200 });
  expect(long.json.items, long.text).toHaveLength(30);

  const stream = await key.get(`/api/events/stream?limit=200&filter=${asked({ all: [even, { field: 'step', op: 'less', value: 10 }] })}`);
  expect(stream.status, stream.text).toBe(200);
  expect(stream.json.items.map((fact: Shown) => fact.payload.properties?.step).sort()).toEqual([1, 3, 5, 7, 9]);
});

test('an activity that was changed is found by what it is', async ({ key }) => {
  const id = (await key.post('/api/contacts', { email: uniqueEmail() })).json.id;
  const call = await key.post(`/api/contacts/${id}/activities`, { type: 'call', text: 'First word' });
  expect(call.status, call.text).toBe(201);
  const changed = await key.patch(`/api/activities/${call.json.id}`, { text: 'Second word' });
  expect(changed.status, changed.text).toBe(200);
  const found = await key.get(`/api/contacts/${id}/timeline?filter=${asked({ field: 'event', op: 'equal', value: 'call' })}`);
  expect(found.json.items.map((fact: { type: string }) => fact.type), found.text).toEqual(['call']);
});

test('a wrong condition gets a sentence that names its place', async ({ key }) => {
  const id = (await key.post('/api/contacts', { email: uniqueEmail() })).json.id;
  for (const path of [`/api/contacts/${id}/timeline`, '/api/events/stream']) {
    const issue = async (condition: unknown) => {
      const answer = await key.get(`${path}?filter=${asked(condition)}`);
      expect(answer.status, answer.text).toBe(422);
      return `${answer.json.issues[0].path} ${answer.json.issues[0].code}`;
    };
    expect(await issue({ all: [{ field: 'channel', op: 'is_null' }, { field: 'event', op: 'greater', value: 'x' }] })).toBe('filter.all[1].op operator_not_offered');
    expect(await issue({ field: 'occurred_at', op: 'in_last', value: 'long' })).toMatch(/^filter\.value/);
    expect(await issue({ history: 'events', measure: 'count', op: 'greater', value: 1 })).toBe('filter.history unknown_history');
    expect(await issue({ segment: 'Friends' })).toBe('filter.segment unknown_segment');
    expect(await issue({ field: "a'b", op: 'equal', value: 1 })).toBe('filter.field unknown_field');
    const broken = await key.get(`${path}?filter=${encodeURIComponent('{"all": [')}`);
    expect(broken.status, broken.text).toBeLessThan(500);
    expect(broken.status).toBeGreaterThanOrEqual(400);
  }
});
