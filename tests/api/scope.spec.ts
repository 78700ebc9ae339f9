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
