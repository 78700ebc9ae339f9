import { administrator, expect, test } from '../support/fixtures.ts';
import { Client, uniqueEmail } from '../support/client.ts';

test('the set-up is open once: a second administrator is refused', async ({ server, admin }) => {
  expect((await admin.get('/api/setup')).json.needs_administrator).toBe(false);
  const again = await new Client(server.origin).post('/api/setup', { ...administrator, email: uniqueEmail(), workspace_name: 'Again' });
  expect([403, 409]).toContain(again.status);
});

test('a session says who is signed in and what they may do', async ({ admin }) => {
  const me = await admin.get('/api/session');
  expect(me.status).toBe(200);
  expect(me.json.user.email).toBe(administrator.email);
  expect(me.json.permissions).toContain('contacts.read');
  expect(me.text).not.toMatch(/password_hash|argon2|secret/);
});

test('a wrong password and an unknown address get the same answer', async ({ server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  const open = new Client(server.origin);
  const wrong = await open.post('/api/session', { email: administrator.email, password: 'wrong' });
  const unknown = await open.post('/api/session', { email: uniqueEmail(), password: 'wrong' });
  expect(wrong.status).toBe(401);
  expect(unknown.status).toBe(401);
  expect(wrong.json.detail).toBe(unknown.json.detail);
});

test('the cookie is HttpOnly and SameSite, and signing out ends the session', async ({ server, admin }) => {
  expect((await admin.get('/api/session')).status).toBe(200);
  const answer = await new Client(server.origin).post('/api/session', { email: administrator.email, password: administrator.password });
  const cookie = answer.headers.getSetCookie().join('\n');
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=(Lax|Strict)/i);
  const mine = new Client(server.origin).session(answer);
  expect((await mine.delete('/api/session')).status).toBeLessThan(300);
  expect((await mine.get('/api/session')).status).toBe(401);
});

test('the server answers in the language that the person chose, and by Accept-Language where nobody chose', async ({ admin, key, server }) => {
  const email = uniqueEmail(), password = 'a long and quiet password';
  const made = await admin.post('/api/users', { email, name: 'Lou', role: 'manager', scope: 'all', password, locale: 'fr-FR' });
  expect(made.status, made.text).toBe(201);
  const lou = await new Client(server.origin).signIn(email, password);
  const label = async (client: Client, language: string) =>
    (await client.get('/api/fields?object=contact', { headers: { 'accept-language': language } })).json.items
      .find((field: { name: string }) => field.name === 'first_name').label as string;
  expect(await label(lou, 'en')).toBe(await label(key, 'fr'));
  expect((await lou.patch('/api/me', { locale: 'vi' }, { headers: { 'accept-language': 'fr' } })).status).toBe(200);
  expect(await label(lou, 'fr')).toBe(await label(key, 'vi'));
  expect(new Set([await label(key, 'en'), await label(key, 'fr'), await label(key, 'vi')]).size).toBe(3);
});

test('a write by cookie without the CSRF token is refused', async ({ admin, server }) => {
  const bare = new Client(server.origin, { cookie: admin.headers.cookie });
  const refused = await bare.post('/api/contacts', { email: uniqueEmail() });
  expect(refused.status).toBe(403);
  const wrong = await bare.with({ 'x-csrf-token': 'guess' }).post('/api/contacts', { email: uniqueEmail() });
  expect(wrong.status).toBe(403);
  expect((await admin.post('/api/contacts', { email: uniqueEmail() })).status).toBe(201);
});

test('a key signs in by Bearer, is listed without its secret, and dies when revoked', async ({ admin, server }) => {
  const made = await admin.post('/api/keys', { name: 'short-lived', role: 'read_only' });
  expect(made.status).toBe(201);
  expect(made.json.secret).toMatch(/^[A-Za-z0-9_-]{20,}$/);
  const caller = new Client(server.origin).withKey(made.json.secret);
  expect((await caller.get('/api/contacts')).status).toBe(200);
  const list = await admin.get('/api/keys');
  expect(list.text).not.toContain(made.json.secret);
  expect((await admin.delete(`/api/keys/${made.json.id}`)).status).toBeLessThan(300);
  expect((await caller.get('/api/contacts')).status).toBe(401);
});

test('a credential that is no key is refused in a sentence', async ({ server }) => {
  for (const authorization of ['Bearer nonsense', 'Bearer ', 'Basic YTpi', 'Bearer ' + 'x'.repeat(5000)]) {
    const answer = await new Client(server.origin, { authorization }).get('/api/contacts');
    expect([400, 401, 431]).toContain(answer.status);
  }
});

test('the audit log records what was done, and its chain verifies', async ({ admin }) => {
  await admin.post('/api/teams', { name: 'Audited team' });
  const log = await admin.get('/api/audit?limit=50');
  expect(log.status).toBe(200);
  expect(log.json.items.length).toBeGreaterThan(0);
  expect(log.text).not.toContain(administrator.password);
  const verdict = await admin.get('/api/audit/verify');
  expect(verdict.json.ok).toBe(true);
});
