// Time passes: a server whose clock the tests move.
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';

const yes = { method: 'paper', source: 'fair', evidence_ref: 'folder 7', occurred_at: new Date(Date.now() - 3_600_000).toISOString(), status: 'granted' };
const threeYears = 3 * 366 * 86_400;

test('expired consent is what lists, filters and counts say, until an order brings it back', async ({ database }) => {
  const server = await Server.start({ engine: database, arguments: ['--test-clock'] });
  try {
    const admin = await setUp(server.origin);
    const key = new Client(server.origin).withKey(await makeKey(admin, { name: 'clock', role: 'administrator' }));
    const made = [];
    for (const name of ['stays', 'orders', 'imports']) {
      const one = await key.post('/api/contacts', { email: `${name}@example.com`, external_id: name, consent: yes });
      expect(one.json).toMatchObject({ consent_status: 'b2c_optin_confirmed', gdpr_compliant: true });
      made.push(one.json.id);
    }
    const expired = async () => (await key.get('/api/contacts?consent_status=expired')).json.total.value;
    expect(await expired()).toBe(0);
    expect((await key.post('/api/test-clock', { advance_seconds: threeYears })).status).toBe(200);
    expect((await key.get(`/api/contacts/${made[0]}`)).json.gdpr_compliant).toBe(false);
    await expect.poll(expired, { timeout: 20_000 }).toBe(3);
    for (const id of made) expect((await key.get(`/api/contacts/${id}`)).json.consent_status).toBe('expired');
    const timeline = await key.get(`/api/contacts/${made[0]}/timeline`);
    expect(timeline.json.items.find((e: { type: string }) => e.type === 'consent_expired')).toMatchObject({ arrival: 'backfill' });

    const line = { name: 'Lamp', quantity: 1, unit_price: { amount: 900, currency: 'EUR' } };
    expect((await key.post('/api/orders', { contact_id: made[1], lines: [line] })).status).toBe(201);
    const now = (await key.post('/api/test-clock', { advance_seconds: 1 })).json.now;
    const recent = new Date(Date.parse(now) - 5 * 86_400_000).toISOString();
    expect((await key.post('/api/orders', { contact_id: made[2], ordered_at: recent, lines: [line] })).json.arrival).toBe('backfill');
    for (const id of made.slice(1))
      expect((await key.get(`/api/contacts/${id}`)).json).toMatchObject({ consent_status: 'b2c_optin_confirmed', gdpr_compliant: true });
    expect(await expired()).toBe(1);
  } finally {
    await server.stop();
  }
});
