import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, uniqueEmail } from '../support/client.ts';

const policy = {
  allowed_keywords: ['osmoseur', 'filtration', 'purification', 'eau pure'],
  allowed_sources: ['existing_customer', 'opt_in', 'information_request', 'professional_contact'],
  forbidden_sources: ['bought_list', 'scraping'],
  on_keyword_mismatch: 'refuse',
  on_source_mismatch: 'refuse',
  retention_years: 3,
};

test.describe.configure({ mode: 'serial' });

test.beforeEach(async ({ admin }) => {
  const stored = await admin.put('/api/settings/intake_policy', policy);
  expect(stored.status, stored.text).toBeLessThan(300);
});

test('a prospect that the policy allows becomes a contact', async ({ key }) => {
  const email = uniqueEmail();
  const made = await key.post('/api/prospects', { email, first_name: 'Zoé', keyword_intent: 'osmoseur', consent_status: 'b2c_optin_confirmed', source: 'opt_in' });
  expect(made.status, made.text).toBe(201);
  expect(made.json.email).toBe(email);
  expect(made.json.unsubscribe_token).toBeTruthy();
  expect(made.json.data_retention_until).toBeTruthy();
  expect((await key.get(`/api/contacts/${made.json.id}`)).json.email).toBe(email);
});

test('a keyword outside the policy is refused with the field and the reason', async ({ key }) => {
  const refused = await key.post('/api/prospects', { email: uniqueEmail(), first_name: 'Max', keyword_intent: 'casino', consent_status: 'b2c_optin_confirmed', source: 'opt_in' });
  expect(refused.status, refused.text).toBe(422);
  expect(refused.json.issues[0]).toMatchObject({ path: 'keyword_intent', code: 'keyword_not_allowed' });
  expect(refused.json.issues[0].message.length).toBeGreaterThan(10);
});

test('a forbidden source is refused, and nothing of the person is kept', async ({ key }) => {
  const email = uniqueEmail();
  const refused = await key.post('/api/prospects', { email, first_name: 'Max', keyword_intent: 'osmoseur', consent_status: 'legitimate_interest', source: 'bought_list' });
  expect(refused.status, refused.text).toBe(422);
  expect(refused.json.issues[0]).toMatchObject({ path: 'source', code: 'source_forbidden' });
  expect((await key.get(`/api/contacts?search=${encodeURIComponent(email)}`)).json.items).toHaveLength(0);
});

test('where the policy says alert, the prospect is created and the alert names the field', async ({ admin, key }) => {
  await admin.put('/api/settings/intake_policy', { ...policy, on_keyword_mismatch: 'alert' });
  const made = await key.post('/api/prospects', { email: uniqueEmail(), first_name: 'Max', keyword_intent: 'jardinage', consent_status: 'b2c_optin_confirmed', source: 'opt_in' });
  expect(made.status, made.text).toBe(201);
  expect(made.json.alerts[0].path).toBe('keyword_intent');
});

test('a stated consent is a claim; a key with consent.attest makes it an attestation', async ({ admin, server }) => {
  const plain = new Client(server.origin).withKey(await makeKey(admin, { name: 'plain', role: 'marketer' }));
  const body = () => ({ email: uniqueEmail(), first_name: 'C', keyword_intent: 'osmoseur', consent_status: 'b2c_optin_confirmed', source: 'opt_in' });
  const claimed = await plain.post('/api/prospects', body());
  expect(claimed.status, claimed.text).toBe(201);
  expect(claimed.json.consent_claimed).toBe(true);
  expect(claimed.json.gdpr_compliant).toBe(false);
  const attesting = new Client(server.origin).withKey(await makeKey(admin, { name: 'attesting', role: 'marketer', permissions_extra: ['consent.attest'] }));
  const attested = await attesting.post('/api/prospects', body());
  expect(attested.status, attested.text).toBe(201);
  expect(attested.json.consent_claimed).toBe(false);
  expect(attested.json.consent_status).toBe('b2c_optin_confirmed');
  const ledger = await attesting.get(`/api/contacts/${attested.json.id}/consents`);
  expect(ledger.status, ledger.text).toBe(200);
  expect(ledger.json.items.length).toBeGreaterThan(0);
});

test('who unsubscribed stays unsubscribed when added again', async ({ key }) => {
  const email = uniqueEmail();
  const body = { email, first_name: 'U', keyword_intent: 'osmoseur', consent_status: 'b2c_optin_confirmed', source: 'opt_in' };
  const made = await key.post('/api/prospects', body);
  expect((await key.post(`/api/prospects/${made.json.id}/unsubscribe`, {})).status).toBeLessThan(300);
  expect((await key.get(`/api/contacts/${made.json.id}`)).json.status).toBe('unsubscribed');
  expect((await key.delete(`/api/contacts/${made.json.id}`)).status).toBeLessThan(300);
  const again = await key.post('/api/prospects', { ...body, email: email.toUpperCase() });
  if (again.status === 201) expect(again.json.gdpr_compliant).toBe(false);
  else expect(again.status).toBe(422);
});

test('prospects are contacts under a second name', async ({ key }) => {
  const made = await key.post('/api/prospects', { email: uniqueEmail(), first_name: 'S', keyword_intent: 'filtration', consent_status: 'unknown', source: 'opt_in', country: 'FR' });
  expect(made.status, made.text).toBe(201);
  for (const path of ['/api/prospects?country=FR&status=new&search=S', `/api/prospects/${made.json.id}`, '/api/prospects/stats',
    `/api/prospects/${made.json.id}/timeline`, `/api/prospects/${made.json.id}/interactions`])
    expect((await key.get(path)).status, path).toBe(200);
});

test('a withdrawal names its channel and reason, and needs no body for all of them', async ({ key }) => {
  const made = await key.post('/api/contacts', { email: uniqueEmail() });
  const from = (body?: unknown) => key.post(`/api/contacts/${made.json.id}/unsubscribe`, body);
  expect((await from({ channel: 'sms', reason: 'Too many messages' })).json.status).toBe('unsubscribed');
  const lines = async () => (await key.get(`/api/contacts/${made.json.id}/consents`)).json.items;
  expect((await lines())[0]).toMatchObject({ channel: 'sms', status: 'withdrawn', purpose: 'marketing', reason: 'Too many messages', source: 'api' });
  await from({ channel: 'sms' });
  expect(await lines()).toHaveLength(1);
  expect((await from()).status).toBe(200);
  expect((await lines())[0]).toMatchObject({ channel: 'all', status: 'withdrawn' });
  const wrong = await from({ channel: 'pigeon' });
  expect(wrong.status).toBe(422);
  expect(wrong.json.issues[0].path).toBe('channel');
});
