// What a shop's events leave on the contact's page: the cart, the visitor, the visit that somebody writes down.
import { Client, makeKey } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible } from '../support/page.ts';

let counter = 0;
const unique = (what: string) => `${what}-${Date.now().toString(36)}-${++counter}`;

async function visitor(admin: Client, origin: string) {
  const [userId, anonymousId] = [unique('u'), unique('device')];
  const shop = new Client(origin);
  const writeKey = await makeKey(admin, { name: unique('Shop'), kind: 'write' });
  const send = async (...batch: object[]) => expect((await shop.post('/v1/batch', { writeKey, batch })).json).toMatchObject({ quarantined: 0 });
  await send({ type: 'identify', userId, anonymousId, traits: { firstName: 'Linh' } });
  const filter = encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }));
  return { send, anonymousId, contact: (await admin.get(`/api/contacts?filter=${filter}`)).json.items[0] };
}

test('an open cart stands on the contact’s page with its products, and its events say what was in them', async ({ page, server, admin }) => {
  const { send, anonymousId, contact } = await visitor(admin, server.origin);
  await send(
    { type: 'track', anonymousId, event: 'Product Added', properties: { product_id: 'p-9', name: 'Sencha', price: 12.5, quantity: 2, currency: 'EUR' } },
    { type: 'track', anonymousId, event: 'Checkout Started', properties: { value: 25, currency: 'EUR', products: [{ product_id: 'p-9', name: 'Sencha', price: 12.5, quantity: 2 }, { name: 'Cup', price: 0 }] } },
  );
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const cart = page.getByRole('region', { name: 'Cart' });
  await expect(cart).toContainText('2 × Sencha');
  await expect(cart).toContainText('€25.00');
  await expect(cart).toContainText('open');
  await expect(page.getByText('2 × Sencha and Cup')).toBeVisible();
  await expectAccessible(page, 'a contact with a cart');
  expect((await admin.get(`/api/contacts/${contact.id}/carts`)).json.items[0]).toMatchObject({ state: 'open', checkout: true, value: { amount: 2500, currency: 'EUR' } });
});

test('a visitor that is somebody else is taken away and given back, and both stand on the timeline', async ({ page, server, admin }) => {
  const { send, anonymousId, contact } = await visitor(admin, server.origin);
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const visitors = page.getByRole('region', { name: 'Browsers and devices' });
  await expect(visitors).toContainText(anonymousId);
  await visitors.getByRole('button', { name: 'Somebody else’s' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take this visitor away?' });
  await expect(dialog).toContainText('stays with this contact');
  await expectAccessible(page, 'taking a visitor away');
  await dialog.getByRole('button', { name: 'Somebody else’s' }).click();
  await expect(visitors).toContainText('taken away');
  await expect(page.getByText('A visitor was taken away')).toBeVisible();
  await send({ type: 'track', anonymousId, event: 'Not Hers' });
  expect((await admin.get(`/api/contacts/${contact.id}/timeline`)).text).not.toContain('Not Hers');
  await visitors.getByRole('button', { name: 'Give back' }).click();
  await expect(page.getByText('Not Hers')).toBeVisible();
  await expect(page.getByText('A visitor was given back')).toBeVisible();
});

test('a meeting of yesterday is written down with its outcome, and a visit with the store', async ({ page, server, admin }) => {
  const store = unique('Store');
  expect((await admin.post('/api/stores', { code: store, name: store })).status).toBe(201);
  const contact = (await admin.post('/api/contacts', { email: `${unique('visit')}@example.com` })).json;
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const composer = page.getByRole('form', { name: 'Write down what happened' });
  await composer.getByText('Meeting', { exact: true }).click();
  await composer.getByRole('textbox', { name: 'Outcome' }).fill('Wants an offer');
  await composer.getByLabel('When').fill('2099-01-01T10:00');
  await expect(composer).toContainText('Must not be later than now');
  await expect(composer.getByRole('button', { name: 'Write down' })).toBeDisabled();
  await composer.getByLabel('When').fill('2026-03-02T10:30');
  await expectAccessible(page, 'a meeting that is written down');
  await composer.getByRole('button', { name: 'Write down' }).click();
  await expect(page.getByText('Wants an offer')).toBeVisible();
  await composer.getByText('Visit', { exact: true }).click();
  await composer.getByLabel('Store', { exact: true }).fill(store.slice(0, -2));
  await page.getByRole('option', { name: store, exact: true }).click();
  await composer.getByLabel('Text', { exact: true }).fill('Looked for frames');
  await composer.getByRole('button', { name: 'Write down' }).click();
  await expect(page.getByText(`${store} · Looked for frames`)).toBeVisible();
  const told = (await admin.get(`/api/contacts/${contact.id}/timeline?kind=activities`)).json.items;
  expect(told.map((one: { type: string }) => one.type)).toEqual(['store_visit', 'meeting']);
  expect(Date.now() - Date.parse(told[1].occurred_at)).toBeGreaterThan(86_400_000);
});
