// Who sees the records of a team sees those of its members, their own among them, and nothing else, everywhere.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

test('the scope "team" holds on every endpoint of contacts, orders, search and Home', async ({ admin, key, server }) => {
  const stamp = Date.now().toString(36);
  const team = (await admin.post('/api/teams', { name: `North ${stamp}` })).json;
  const other = (await admin.post('/api/teams', { name: `South ${stamp}` })).json;
  const password = 'a long and quiet password';
  const person = async (name: string, team_id: string) => {
    const email = uniqueEmail();
    const user = await admin.post('/api/users', { email, name, role: 'manager', scope: 'team', team_id, password });
    expect(user.status, user.text).toBe(201);
    return { id: user.json.id as string, email };
  };
  const anna = await person('Anna', team.id), ben = await person('Ben', team.id), cleo = await person('Cleo', other.id);
  const mine = await new Client(server.origin).signIn(anna.email, password);

  const made: Record<string, { contact: string; order: string; number: string }> = {};
  for (const [name, owner] of [['anna', anna.id], ['ben', ben.id], ['cleo', cleo.id], ['nobody', null]] as const) {
    const contact = await key.post('/api/contacts', { email: uniqueEmail(), last_name: `Scoped${stamp}`, first_name: name, owner_id: owner });
    expect(contact.status, contact.text).toBe(201);
    const number = `S${stamp}-${name}`;
    const order = await key.post('/api/orders', {
      contact_id: contact.json.id, number, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 1000, currency: 'EUR' } }],
    });
    expect(order.status, order.text).toBe(201);
    made[name] = { contact: contact.json.id, order: order.json.id, number };
  }
  const { anna: own, ben: colleague, cleo: stranger, nobody } = made as Record<'anna' | 'ben' | 'cleo' | 'nobody', { contact: string; order: string; number: string }>;
  const seen = [own, colleague], hidden = [stranger, nobody];

  const ids = async (path: string) => (await mine.get(path)).json.items.map((item: { id: string }) => item.id).sort();
  expect(await ids('/api/contacts')).toEqual(seen.map((s) => s.contact).sort());
  expect(await ids('/api/prospects')).toEqual(seen.map((s) => s.contact).sort());
  expect((await mine.get('/api/contacts')).json.total).toEqual({ value: 2, exact: true });
  expect(await ids('/api/orders')).toEqual(seen.map((s) => s.order).sort());
  expect((await mine.get('/api/contacts/stats')).json.total).toBe(2);
  const facets = (await mine.get('/api/contacts/facets')).json;
  expect(facets.statuses.reduce((sum: number, s: { count: number }) => sum + s.count, 0)).toBe(2);
  expect((await mine.get('/api/contacts/export')).text.trim().split('\n')).toHaveLength(3);

  for (const one of seen)
    for (const path of ['', '/timeline', '/changes', '/consents', '/orders'])
      expect((await mine.get(`/api/contacts/${one.contact}${path}`)).status, path).toBe(200);
  for (const one of hidden) {
    for (const path of ['', '/timeline', '/changes', '/consents', '/orders'])
      expect((await mine.get(`/api/contacts/${one.contact}${path}`)).status, path).toBe(404);
    expect((await mine.get(`/api/prospects/${one.contact}/interactions`)).status).toBe(404);
    expect((await mine.patch(`/api/contacts/${one.contact}`, { city: 'Lyon' })).status).toBe(404);
    expect((await mine.delete(`/api/contacts/${one.contact}`)).status).toBe(404);
    expect((await mine.post(`/api/contacts/${one.contact}/unsubscribe`)).status).toBe(404);
    expect((await mine.post(`/api/contacts/${one.contact}/consents`, { status: 'refused' })).status).toBe(404);
    expect((await mine.get(`/api/orders/${one.order}`)).status).toBe(404);
    expect((await mine.patch(`/api/orders/${one.order}`, { coupon: 'X' })).status).toBe(404);
    expect((await mine.post(`/api/orders/${one.order}/refund`, { reason: 'x' })).status).toBe(404);
    expect((await mine.post(`/api/orders/${one.order}/cancel`, { reason: 'x' })).status).toBe(404);
    const order = { contact_id: one.contact, lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 1, currency: 'EUR' } }] };
    expect((await mine.post('/api/orders', order)).status).toBe(422);
  }

  const byNumber = (await mine.get(`/api/search?q=S${stamp}`)).json;
  expect(byNumber.orders.map((hit: { name: string }) => hit.name).sort()).toEqual(seen.map((s) => s.number).sort());
  expect((await key.get(`/api/search?q=S${stamp}`)).json.orders).toHaveLength(4);
  expect((await mine.get(`/api/search?q=Scoped${stamp}`)).json.contacts).toHaveLength(2);

  const home = (await mine.get('/api/home')).json;
  expect(home.contacts).toMatchObject({ total: 2, new_30_days: 2 });
  expect(home.revenue.value_30_days).toEqual({ amount: 2000, currency: 'EUR' });
  expect(home.orders.count_30_days).toBe(2);
  expect(home.revenue_by_month.at(-1)).toMatchObject({ orders: 2, customers: 2 });
  expect(home.repeat_rate).toBe(0);
  expect(home.newest_contacts.map((c: { id: string }) => c.id).sort()).toEqual(seen.map((s) => s.contact).sort());
  expect(home.recent_orders.map((o: { id: string }) => o.id).sort()).toEqual(seen.map((s) => s.order).sort());
  expect(home.contacts_by_status.reduce((sum: number, s: { count: number }) => sum + s.count, 0)).toBe(2);

  const team_key = new Client(server.origin).withKey(await makeKey(admin, { name: 'south', role: 'manager', scope: 'team', team_id: other.id }));
  expect((await team_key.get('/api/contacts')).json.items.map((c: { id: string }) => c.id)).toEqual([stranger.contact]);
});

const password = 'a long and quiet password';

async function ended(client: Client, id: string) {
  let set: Record<string, never> = {};
  await expect.poll(async () => (set = (await client.get(`/api/change-sets/${id}`)).json).state, { timeout: 20_000 }).toMatch(/finished|cancelled/);
  return set as unknown as { counts: { updated: number; skipped: number; total: number; reasons: Record<string, number> } };
}

// Two people who may do much, each within their records: the one of a team, or of their own alone.
for (const scope of ['own', 'team'] as const) {
  test(`who sees "${scope}" reaches no other records by views, filters, bulk, undo, trash, duplicates, merges, imports or references`, async ({ admin, key, server }) => {
    test.setTimeout(120_000);
    const stamp = `${scope}${Date.now().toString(36)}`;
    const family = `Hid${stamp}`.replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)));
    const team = (await admin.post('/api/teams', { name: `T ${stamp}` })).json;
    const person = async (name: string, own_team: string | null, role = 'manager') => {
      const email = uniqueEmail();
      const made = await admin.post('/api/users', { email, name, role, scope, team_id: own_team, password });
      expect(made.status, made.text).toBe(201);
      return { id: made.json.id as string, client: await new Client(server.origin).signIn(email, password) };
    };
    const me = await person('Mia', team.id);
    const mine = me.client;
    const rival = await person('Rob', (await admin.post('/api/teams', { name: `R ${stamp}` })).json.id);
    const company = (await admin.post('/api/companies', { name: `Co ${stamp}` })).json;
    const field = `ref_${stamp}`;
    expect((await admin.post('/api/fields', { object: 'contact', name: field, label: { en: 'Friend' }, type: 'reference' })).status).toBe(201);
    const make = async (owner_id: string | null, fields: object = {}) => {
      const made = await key.post('/api/contacts', { email: uniqueEmail(), last_name: family, city: `City${stamp}`, company_id: company.id, owner_id, tags: [`tag${stamp}`], ...fields });
      expect(made.status, made.text).toBe(201);
      return made.json as { id: string; email: string; version: number };
    };
    const own = await make(me.id, { first_name: 'Anna' });
    const own2 = await make(me.id, { first_name: 'Annah' });
    const foreign = await make(rival.id, { first_name: 'Bertha', estimated_value: { amount: 5000, currency: 'EUR' } });
    const foreign2 = await make(rival.id, { first_name: 'Berta' });
    await key.post('/api/orders', { contact_id: foreign.id, number: `F${stamp}`, currency: 'EUR', lines: [{ name: 'Lamp', quantity: 1, unit_price: { amount: 100, currency: 'EUR' } }] });
    const visible = [own.id, own2.id].sort();
    const idsIn = (items: { id: string }[]) => items.map((item) => item.id).sort();
    const says = (answer: { text: string }) => expect(answer.text).not.toMatch(new RegExp(`${foreign.id}|${foreign2.id}|${foreign.email}|Bertha`));

    await test.step('segments count, name and compare their own people alone', async () => {
      const lists = [];
      for (const [name, add] of [['A', [own.id, own2.id, foreign.id]], ['B', [own.id, foreign.id, foreign2.id]]] as const) {
        const list = await admin.post('/api/segments', { name: `${name} ${stamp}`, kind: 'list' });
        expect(list.status, list.text).toBe(201);
        expect((await admin.post(`/api/segments/${list.json.id}/members`, { add })).json.added).toBe(3);
        lists.push(list.json.id as string);
      }
      const [a, b] = lists as [string, string];
      expect((await admin.get(`/api/segments/${a}`)).json).toMatchObject({ members_count: 3, entered_30_days: 3 });
      expect((await mine.get(`/api/segments/${a}`)).json).toMatchObject({ members_count: 2, entered_30_days: 2 });
      const listed = (await mine.get(`/api/segments?search=${stamp}`)).json.items as { id: string; members_count: number }[];
      expect(Object.fromEntries(listed.map((s) => [s.id, s.members_count]))).toEqual({ [a]: 2, [b]: 1 });
      const members = (await mine.get(`/api/segments/${a}/members`)).json;
      expect(members.total).toEqual({ value: 2, exact: true });
      expect(idsIn(members.items.map((m: { contact_id: string; id: string }) => ({ id: m.contact_id ?? m.id })))).toEqual(visible);
      const regions = async (client: Client) =>
        Object.fromEntries((await client.get(`/api/segments/overlap?ids=${a},${b}`)).json.regions.map((r: { ids: string[]; count: number }) => [r.ids.length === 2 ? 'both' : r.ids[0], r.count]));
      expect(await regions(admin)).toEqual({ both: 2, [a]: 1, [b]: 1 });
      expect(await regions(mine)).toEqual({ both: 1, [a]: 1 });
      const preview = (await mine.post('/api/segments/preview', { rule: `city = "City${stamp}"`, sample: 10 })).json;
      expect(preview.count).toBe(2);
      expect(idsIn(preview.sample)).toEqual(visible);
      expect((await mine.post('/api/segments/explain', { rule: `city = "City${stamp}"`, contact_id: foreign.id })).status).toBe(404);
      const now = new Date().toISOString();
      for (const path of ['/api/segments/performance', `/api/segments/${a}/history`, `/api/segments/migration?ids=${a},${b}&from=${now}&to=${now}`]) {
        const refused = await mine.get(path);
        expect(refused.status, path).toBe(403);
        expect(refused.text).toContain('only who sees all of them');
      }
    });

    await test.step('lists, filters, figures', async () => {
      const long = await mine.post('/api/contacts/query', { city: `City${stamp}`, count: 'exact' });
      expect(long.status, long.text).toBe(200);
      expect(idsIn(long.json.items)).toEqual(visible);
      expect(long.json.total.value).toBe(2);
      const all = await mine.post('/api/contacts/query', { owner_id: rival.id });
      expect(all.json.items).toEqual([]);
      expect(all.json.total.value).toBe(0);
      const pipeline = (await mine.get(`/api/contacts/pipeline?city=City${stamp}`)).json;
      expect(pipeline.stages.reduce((sum: number, s: { count: number }) => sum + s.count, 0)).toBe(2);
      expect(JSON.stringify(pipeline)).not.toContain('5000');
      const facets = (await mine.get('/api/contacts/facets')).json;
      expect(facets.tags.find((tag: { value: string }) => tag.value === `tag${stamp}`).count).toBe(2);
      const values = (await mine.get('/api/contacts/values?field=first_name')).json;
      says({ text: JSON.stringify(values) });
      expect((await mine.get(`/api/contacts/stats?city=City${stamp}`)).json.total).toBe(2);
      says(await mine.get('/api/contacts/export'));
      says(await mine.get(`/api/search?q=${family}`));
    });

    await test.step('views', async () => {
      const view = await rival.client.post('/api/views', { object: 'contact', name: `Rob ${stamp}` });
      expect(view.status, view.text).toBe(201);
      expect(idsIn((await mine.get('/api/views?object=contact')).json.items)).not.toContain(view.json.id);
      expect((await mine.patch(`/api/views/${view.json.id}`, { name: 'Mine' })).status).toBe(404);
      expect((await mine.delete(`/api/views/${view.json.id}`)).status).toBe(404);
    });

    await test.step('companies', async () => {
      expect((await mine.get(`/api/companies/${company.id}`)).json.contacts_count).toBe(2);
      expect((await mine.get(`/api/companies?search=Co ${stamp}`)).json.items[0].contacts_count).toBe(2);
      expect((await key.get(`/api/companies/${company.id}`)).json.contacts_count).toBe(4);
      const people = await mine.get(`/api/contacts?company_id=${company.id}`);
      expect(idsIn(people.json.items ?? [])).toEqual(visible);
      for (const path of ['timeline', 'orders']) {
        const answer = await mine.get(`/api/companies/${company.id}/${path}`);
        expect(answer.status, answer.text).toBe(200);
        says(answer);
        expect(answer.text).not.toContain(`F${stamp}`);
      }
      expect((await mine.post('/api/companies/links', { dry_run: true })).status).toBe(403);
      expect((await mine.get('/api/companies/links')).status).toBe(403);
      expect((await mine.get(`/api/fields/contact/${field}/usage`)).status).toBe(403);
    });

    await test.step('bulk changes and change sets', async () => {
      const named = await mine.post('/api/contacts/bulk', { ids: [own.id, foreign.id], action: 'set_field', field: 'job_title', value: 'Spy' });
      expect((await ended(mine, named.json.id)).counts).toMatchObject({ updated: 1, skipped: 1 });
      const rows = await mine.get(`/api/change-sets/${named.json.id}/contacts`);
      for (const row of rows.json.items) if (row.contact_id === foreign.id) expect(row).toMatchObject({ before: {}, after: {} });
      const every = await mine.post('/api/contacts/bulk', { query: { city: `City${stamp}` }, action: 'add_tags', tags: ['seen'] });
      expect(every.json.counts.total).toBe(2);
      await ended(mine, every.json.id);
      const gone = await mine.post('/api/contacts/bulk', { ids: [foreign.id], action: 'delete' });
      expect((await ended(mine, gone.json.id)).counts.skipped).toBe(1);
      const stored = (await key.get(`/api/contacts/${foreign.id}`)).json;
      expect(stored).toMatchObject({ job_title: null, tags: [`tag${stamp}`] });

      const theirs = await rival.client.post('/api/contacts/bulk', { ids: [foreign.id, foreign2.id], action: 'set_field', field: 'job_title', value: 'Rival' });
      await ended(rival.client, theirs.json.id);
      for (const path of ['', '/contacts']) expect((await mine.get(`/api/change-sets/${theirs.json.id}${path}`)).status).toBe(404);
      for (const action of ['undo', 'resume']) expect((await mine.post(`/api/change-sets/${theirs.json.id}/${action}`)).status).toBe(404);
      const listed = await mine.get('/api/change-sets?all=true&limit=200');
      expect(listed.status).toBe(200);
      says(listed);
      expect(idsIn(listed.json.items)).not.toContain(theirs.json.id);
      expect((await mine.get(`/api/change-sets?contact_id=${foreign.id}`)).status).toBe(404);
      expect((await mine.get(`/api/change-sets?job_id=${theirs.json.job_id}`)).json.items).toEqual([]);
      expect((await mine.get(`/api/jobs/${theirs.json.job_id}`)).status).toBe(404);
      expect((await mine.post(`/api/jobs/${theirs.json.job_id}/cancel`)).status).toBe(404);
      const jobs = (await mine.get('/api/jobs?limit=200')).json.items;
      for (const job of jobs) expect(job.created_by).toBe(me.id);

      // A contact that left since one changed it: neither its values nor an undo reach it.
      const lent = await make(me.id, { first_name: 'Lent' });
      const changed = await mine.patch(`/api/contacts/${lent.id}`, { job_title: 'Mine' });
      const set = changed.headers.get('change-set');
      await key.patch(`/api/contacts/${lent.id}`, { owner_id: rival.id });
      expect((await mine.get(`/api/change-sets/${set}/contacts`)).json.items[0]).toMatchObject({ before: {}, after: {} });
      expect((await mine.post(`/api/change-sets/${set}/undo`)).json.counts.reasons).toEqual({ missing: 1 });
      expect((await key.get(`/api/contacts/${lent.id}`)).json.job_title).toBe('Mine');
      await key.delete(`/api/contacts/${lent.id}`);
      expect((await mine.post(`/api/contacts/${lent.id}/restore`)).status).toBe(404);
      expect((await mine.post('/api/contacts/restore', { ids: [lent.id] })).json.counts).toMatchObject({ restored: 0, skipped: 1 });
      expect(idsIn((await mine.get('/api/contacts/trash?limit=200')).json.items)).not.toContain(lent.id);
    });

    await test.step('duplicates and merges', async () => {
      await expect.poll(async () => (await key.get(`/api/contacts/${foreign.id}/duplicates`)).json.items.length, { timeout: 15_000 }).toBeGreaterThan(0);
      says(await mine.get('/api/duplicates?min_score=0&limit=200'));
      expect((await mine.get(`/api/contacts/${foreign.id}/duplicates`)).status).toBe(404);
      says(await mine.get(`/api/contacts/${own.id}/duplicates`));
      for (const pair of [{ contact_id: foreign.id, other_id: foreign2.id }, { contact_id: own.id, other_id: foreign.id }])
        expect((await mine.post('/api/duplicates/decisions', pair)).status).toBe(404);
      expect((await mine.get('/api/duplicates/search')).json.progress ?? null).toBeNull();
      for (const action of ['merge/preview', 'merge']) {
        const into = await mine.post(`/api/contacts/${own.id}/${action}`, { other_id: foreign.id });
        const unknown = await mine.post(`/api/contacts/${own.id}/${action}`, { other_id: '01890000-0000-7000-8000-000000000000' });
        expect(into.status).toBe(unknown.status);
        expect(into.json.issues).toEqual(unknown.json.issues);
        expect((await mine.post(`/api/contacts/${foreign.id}/${action}`, { other_id: own.id })).status).toBe(404);
      }
      const merge = await key.post(`/api/contacts/${foreign.id}/merge`, { other_id: foreign2.id });
      expect(merge.status, merge.text).toBe(200);
      expect((await mine.get(`/api/contacts/${foreign2.id}`)).status).toBe(404);
      expect((await mine.get(`/api/contacts/${foreign.id}/merges`)).status).toBe(404);
      expect((await mine.get(`/api/merges/${merge.json.id}`)).status).toBe(404);
      expect((await mine.get(`/api/merges/${merge.json.id}/undo`)).status).toBe(404);
      expect((await mine.post(`/api/merges/${merge.json.id}/undo`)).status).toBe(404);
    });

    await test.step('imports', async () => {
      const upload = (client: Client, csv: string) => client.send('POST', '/api/imports/contacts?filename=x.csv', { raw: csv, headers: { 'content-type': 'text/csv' } });
      const theirs = await upload(rival.client, `email,first_name\n${uniqueEmail()},Theirs\n`);
      expect(theirs.status, theirs.text).toBe(201);
      const id = theirs.json.import.id ?? theirs.json.id;
      for (const path of ['', '/draft', '/lines', '/report']) expect((await mine.get(`/api/imports/${id}${path}`)).status, path).toBe(404);
      for (const path of ['/dry-run', '/run', '/pause', '/resume', '/cancel']) expect((await mine.post(`/api/imports/${id}${path}`)).status, path).toBe(404);
      expect((await mine.patch(`/api/imports/${id}`, {})).status).toBe(404);
      expect((await mine.delete(`/api/imports/${id}`)).status).toBe(404);
      expect(idsIn((await mine.get('/api/imports?limit=200')).json.items)).not.toContain(id);
      // A line that names a foreign person changes nobody and says nothing of them.
      const draft = await upload(mine, `email,first_name\n${foreign.email},Overwritten\n`);
      const own_id = draft.json.import.id ?? draft.json.id;
      await mine.patch(`/api/imports/${own_id}`, { existing: 'overwrite' });
      await mine.post(`/api/imports/${own_id}/run`);
      await expect.poll(async () => (await mine.get(`/api/imports/${own_id}`)).json.status, { timeout: 20_000 }).toBe('completed');
      expect((await key.get(`/api/contacts/${foreign.id}`)).json.first_name).toBe('Bertha');
      expect((await mine.get(`/api/imports/${own_id}/lines`)).text).not.toContain(foreign.id);
    });

    await test.step('references and identities', async () => {
      const refer = (id: string) => mine.patch(`/api/contacts/${own.id}`, { custom: { [field]: id } });
      const there = await refer(foreign.id), nowhere = await refer('01890000-0000-7000-8000-000000000000');
      expect(there.status).toBe(422);
      expect(there.json.issues).toEqual(nowhere.json.issues);
      expect((await refer(own2.id)).status).toBe(200);
      const taken = await mine.post('/api/contacts', { email: foreign.email });
      expect(taken.status).toBe(409);
      says({ text: taken.text.replaceAll(foreign.email, '') });
      expect((await mine.post(`/api/contacts/${foreign.id}/unsubscribe`, { channel: 'email' })).status).toBe(404);
    });
  });
}
