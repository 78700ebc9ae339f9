// Notes, calls and meetings after they were written down.
import { makeOwner, uniqueEmail } from '../support/client.ts';
import { expect, test } from '../support/fixtures.ts';

test('a note is changed, taken back and restored, and its history is told', async ({ admin, key }) => {
  const id = (await key.post('/api/contacts', { email: uniqueEmail() })).json.id;
  const note = (await key.post(`/api/contacts/${id}/activities`, { type: 'note', text: 'Likes tae' })).json;
  expect(note).toMatchObject({ type: 'note', text: 'Likes tae', changes: 0, version: 1 });
  const changed = await key.patch(`/api/activities/${note.id}`, { text: 'Likes tea' }, { headers: { 'if-match': '"1"' } });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.json).toMatchObject({ id: note.id, text: 'Likes tea', changes: 1, version: 2 });
  expect((await key.patch(`/api/activities/${note.id}`, { text: 'x' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
  const shown = async () => (await key.get(`/api/contacts/${id}/timeline?kind=activities`)).json.items;
  expect(await shown()).toMatchObject([{ id: note.id, type: 'note', payload: { text: 'Likes tea' } }]);
  expect((await shown())[0].edited_at).toBeTruthy();
  expect((await key.get(`/api/activities/${note.id}/history`)).json.items.map((v: { text: string }) => v.text)).toEqual(['Likes tea', 'Likes tae']);

  expect((await key.patch(`/api/activities/${note.id}`, { text: null })).json.issues[0].path).toBe('text');
  expect((await key.patch(`/api/activities/${note.id}`, { minutes: 5 })).json.issues[0].path).toBe('minutes');
  expect((await key.patch(`/api/activities/${note.id}`, { type: 'call' })).status).toBe(422);

  expect((await key.delete(`/api/activities/${note.id}`)).status).toBe(200);
  expect(await shown()).toEqual([]);
  expect((await key.delete(`/api/activities/${note.id}`)).status).toBe(409);
  expect((await key.post(`/api/activities/${note.id}/restore`)).status).toBe(200);
  expect(await shown()).toHaveLength(1);

  const own = await makeOwner(admin);
  for (const answer of [await own.get(`/api/activities/${note.id}`), await own.patch(`/api/activities/${note.id}`, { text: 'mine' }),
    await own.delete(`/api/activities/${note.id}`), await own.get(`/api/activities/${note.id}/history`)]) expect(answer.status).toBe(404);
});

test('the timeline is searched and sifted, of a contact and of a company', async ({ key }) => {
  const company = (await key.post('/api/companies', { name: `Searched ${Date.now()}` })).json.id;
  const id = (await key.post('/api/contacts', { email: uniqueEmail(), company_id: company })).json.id;
  await key.post(`/api/contacts/${id}/activities`, { type: 'note', text: 'Café au lait, s’il vous plaît' });
  await key.post(`/api/contacts/${id}/activities`, { type: 'call', text: 'Tea', outcome: 'ordered' });
  for (const base of [`/api/contacts/${id}/timeline`, `/api/companies/${company}/timeline`]) {
    const types = async (query: string) => (await key.get(`${base}?${query}`)).json.items.map((e: { type: string }) => e.type);
    expect(await types('search=CAFE%20plait')).toEqual(['note']);
    expect(await types('search=ordered')).toEqual(['call']);
    expect(await types('search=nothing')).toEqual([]);
    expect(await types('channel=phone')).toEqual(['call']);
    expect(await types('kind=activities&search=te')).toContain('call');
    expect(await types('kind=orders')).toEqual([]);
    expect((await key.get(`${base}?kind=all`)).json.issues[0].path).toBe('kind');
  }
});
