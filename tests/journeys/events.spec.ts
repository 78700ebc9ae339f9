// What comes in from outside, as people see it: live, in the catalogue, in the quarantine, on the contact's page.
import { Client, makeKey } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

let counter = 0;
const unique = (what: string) => `${what}-${Date.now().toString(36)}-${++counter}`;

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
});

async function sender(admin: Client, origin: string, kind: 'write' | 'write_browser', name: string) {
  const writeKey = await makeKey(admin, { name, kind });
  const guest = new Client(origin);
  return async (...batch: object[]) => {
    const answer = await guest.post('/v1/batch', { writeKey, batch });
    expect(answer.status, answer.text).toBe(200);
    return answer.json;
  };
}

test('facts appear live as they arrive, and the catalogue knows their names and properties', async ({ page, server, admin }) => {
  const name = unique('Shop');
  const send = await sender(admin, server.origin, 'write', name);
  const event = unique('Rated');
  await page.goto(`${server.origin}/events`);
  await expect(page.getByRole('tab', { name: 'Live' })).toBeVisible();
  await expectAccessible(page, 'facts live');
  await send({ type: 'track', userId: unique('u'), event, properties: { stars: 5 } });
  await expect(page.getByRole('button', { name: event, exact: true })).toBeVisible();
  await page.getByRole('button', { name: event, exact: true }).click();
  await expect(page.getByRole('dialog', { name: event })).toContainText('"stars": 5');
  await page.keyboard.press('Escape');

  await page.getByRole('tab', { name: 'Catalogue' }).click();
  await page.getByRole('textbox', { name: 'Search names' }).fill(event);
  const row = page.getByRole('button', { name: event, exact: true });
  await expect(row).toBeVisible();
  await row.click();
  const drawer = page.getByRole('dialog', { name: event });
  await expect(drawer.getByRole('cell', { name: 'stars', exact: true })).toBeVisible();
  await expectAccessible(page, 'an event of the catalogue');
  await drawer.getByRole('textbox', { name: 'Description' }).fill('Stars for an order');
  await drawer.getByRole('switch', { name: 'Block' }).check({ force: true });
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('blocked', { exact: true })).toBeVisible();
  expect(await send({ type: 'track', userId: 'u', event })).toMatchObject({ accepted: 0, blocked: 1 });

  await page.getByRole('tab', { name: 'Sources' }).click();
  await expect(page.getByText(name)).toBeVisible();
  await expectAccessible(page, 'sources');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'sources on a phone');
});

test('an odd type is told with what was expected and an example, and a source with the share that was refused', async ({ page, server, admin }) => {
  const name = unique('Scale');
  const send = await sender(admin, server.origin, 'write', name);
  const event = unique('Weighed');
  const userId = unique('u');
  const weighed = (grams: number | string) => ({ type: 'track', userId, event, properties: { grams } });
  await send(...Array.from({ length: 59 }, (_, at) => weighed(at)), weighed('a lot'), { type: 'track', userId });
  await expect.poll(async () => (await admin.get(`/api/events/names?search=${event}`)).json.items[0]?.warnings).toBe(1);
  await page.goto(`${server.origin}/events?tab=names`);
  await page.getByRole('textbox', { name: 'Search names' }).fill(event);
  await page.getByRole('button', { name: event, exact: true }).click();
  const drawer = page.getByRole('dialog', { name: event });
  await expect(drawer.getByRole('alert')).toContainText('“grams” came as text and not as number: “a lot” (once), last');
  await expectAccessible(page, 'an event with an odd type');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Sources' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('1 (1.6%)');
});

test('what could not be taken in is mended and sent again', async ({ page, server, admin }) => {
  const send = await sender(admin, server.origin, 'write', unique('Till'));
  const event = unique('Future');
  await send({ type: 'track', userId: unique('u'), event, timestamp: '2099-01-01T00:00:00Z' });
  await page.goto(`${server.origin}/events?tab=quarantine`);
  await expect(page.getByText('It is dated more than a day ahead.').first()).toBeVisible();
  await expectAccessible(page, 'the quarantine');
  await page.getByRole('button', { name: event, exact: true }).click();
  const drawer = page.getByRole('dialog', { name: 'Message in quarantine' });
  const text = drawer.getByRole('textbox', { name: 'The message' });
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await expect(drawer.getByRole('alert').first()).toContainText('ahead');
  await text.fill((await text.inputValue()).replace('2099', '2026').replace(/"timestamp": "[^"]*",?/, ''));
  await text.fill((await text.inputValue()).replace(/,(\s*})/g, '$1'));
  await drawer.getByRole('button', { name: 'Send again' }).click();
  await expect(drawer).toBeHidden();
  await page.goto(`${server.origin}/events`);
  await expect(page.getByRole('button', { name: event, exact: true })).toBeVisible();
});

test('what waits for one reason is mended and sent again all at once, or let go, with the counts', async ({ page, server, admin }) => {
  const send = await sender(admin, server.origin, 'write', unique('Till'));
  const event = unique('Dated');
  const late = () => ({ type: 'track', userId: unique('u'), event, timestamp: '2099-01-01T00:00:00Z' });
  await send(late(), late());
  await page.goto(`${server.origin}/events?tab=quarantine&why=in_the_future`);
  await page.getByRole('button', { name: /^Send .* again$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Send .* again$/ });
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText(/0 messages taken in, \d+ refused again/)).toBeVisible();
  await page.getByRole('button', { name: /^Send .* again$/ }).click();
  await dialog.getByRole('textbox', { name: 'Field to mend in each' }).fill('timestamp');
  await expectAccessible(page, 'mending many messages');
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText(/[1-9]\d* messages taken in, 0 refused again/)).toBeVisible();
  await expect(page.getByText('Nothing is waiting')).toBeVisible();
  await send(late(), late(), late());
  await page.goto(`${server.origin}/events?tab=quarantine&why=in_the_future`);
  await page.getByRole('button', { name: 'Discard all 3' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('3 messages discarded')).toBeVisible();
});

test('a visitor becomes known, and the open page of the contact shows each step by itself', async ({ page, server, admin }) => {
  const site = await sender(admin, server.origin, 'write_browser', unique('Page'));
  const shop = await sender(admin, server.origin, 'write', unique('Server'));
  const userId = unique('u');
  const anonymousId = unique('v');
  await site({ type: 'page', anonymousId, name: 'Spring sale', context: { page: { url: 'https://shop.example/?utm_source=google&utm_medium=cpc', title: 'Spring sale', referrer: 'https://www.google.com/' } } });
  await site({ type: 'identify', anonymousId, userId, traits: { firstName: 'Linh', lastName: 'Nguyễn' } });
  const filter = encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }));
  const contact = (await admin.get(`/api/contacts?filter=${filter}`)).json.items[0];
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const stream = page.waitForRequest((request) => request.url().includes('/api/live'));
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  await expect(page.getByText('Page seen: Spring sale').first()).toBeVisible();
  await stream;
  await page.waitForTimeout(1_000);
  asked.length = 0;
  await page.waitForTimeout(2_500);
  expect(asked.filter((path) => path.endsWith('/timeline'))).toEqual([]); // it is told, and does not ask
  await expect(page.getByRole('heading', { name: 'How they came' })).toBeVisible();
  await site({ type: 'track', anonymousId, event: 'Product Viewed', properties: { name: 'Sencha', price: 12.5, currency: 'EUR' } });
  await expect(page.getByText('Product Viewed').first()).toBeVisible();
  await shop({ type: 'track', userId, event: 'Order Completed', properties: { order_id: userId, total: 30, currency: 'EUR' } });
  await expect(page.getByText(`Order ${userId} for €30.00`).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Text' }).fill('Called about the order');
  await page.getByRole('textbox', { name: 'Text' }).press('Control+Enter');
  await expect(page.getByText('Called about the order')).toBeVisible();
  await expectAccessible(page, 'the page of a contact with a composer');
});

test('a webhook is made, tried, looked at and removed; a rule of channels is changed', async ({ page, server }) => {
  await page.goto(`${server.origin}/settings/webhooks`);
  await page.getByRole('button', { name: 'New webhook' }).click();
  const drawer = page.getByRole('dialog', { name: 'New webhook' });
  await drawer.getByRole('textbox', { name: 'Address' }).fill('ftp://example.com');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(drawer.getByRole('textbox', { name: 'Address' })).toHaveAttribute('aria-invalid', 'true');
  await drawer.getByRole('textbox', { name: 'Address' }).fill('https://127.0.0.1/hook');
  await drawer.getByRole('button', { name: 'Save' }).click();
  const secret = page.getByRole('dialog', { name: 'The secret' });
  await expect(secret).toContainText('whsec_');
  await expectAccessible(page, 'the secret of a webhook');
  await page.keyboard.press('Escape');
  const one = page.getByRole('region', { name: 'https://127.0.0.1/hook' });
  const act = async (name: string) => {
    await one.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act('Send a test');
  await act('Deliveries');
  const log = page.getByRole('dialog', { name: 'Deliveries' });
  await log.getByRole('button', { name: 'webhook.test' }).click();
  await expect(log).toContainText('address');
  await expect(log.getByRole('list', { name: 'Attempts' }).getByRole('listitem').first()).toContainText('no answer');
  await expectAccessible(page, 'deliveries');
  await page.keyboard.press('Escape');
  await expect(one).toContainText('Failing for');
  await act('Remove');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('No webhook yet')).toBeVisible();

  await page.goto(`${server.origin}/settings/channels`);
  const first = page.getByRole('group', { name: 'Rule 1', exact: true });
  await expect(first).toContainText('gclid');
  await first.getByRole('button', { name: 'Change' }).click();
  await expectAccessible(page, 'an opened rule of channels');
  await first.getByRole('textbox', { name: 'Channel' }).fill('paid.search');
  await page.getByRole('button', { name: 'Save the rules' }).click();
  await expect(page.getByText('Rules saved')).toBeVisible();
  await page.reload();
  await expect(first).toContainText('paid.search');
  await expectAccessible(page, 'the rules of channels');
});

// Three days of failures, held still.
test('a webhook that the server switched off is told on Home', async ({ page, server }) => {
  const webhook = { id: '1', url: 'https://till.example/hook', description: '', types: [], active: false, failing_since: '2026-01-01T00:00:00Z',
    disabled_reason: 'Nothing could be delivered for three days.', waiting: 0, created_at: '2026-01-01T00:00:00Z', version: 2 };
  await page.route('**/api/webhooks', (route) => route.fulfill({ json: { items: [webhook] } }));
  await page.goto(server.origin);
  const notice = page.getByRole('region', { name: 'A webhook needs attention' });
  await expect(notice).toContainText('Nothing could be delivered for three days.');
  await expectAccessible(page, 'Home with a webhook that is switched off');
  await notice.getByRole('link', { name: webhook.url }).click();
  await expect(page).toHaveURL(/\/settings\/webhooks/);
});

test('without a stream of events the page asks each second', async ({ page, server, admin }) => {
  await page.route('**/api/live**', (route) => route.fulfill({ status: 503, body: 'no' }));
  const contact = (await admin.post('/api/contacts', { email: `${unique('poll')}@example.com` })).json;
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  await expect(page.getByRole('textbox', { name: 'Text' })).toBeVisible();
  await admin.post(`/api/contacts/${contact.id}/activities`, { type: 'note', text: 'Seen by asking' });
  await expect(page.getByText('Seen by asking')).toBeVisible();
});

test('a note is changed and deleted with Undo, and the timeline is searched by the address', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: `${unique('note')}@example.com` })).json;
  await admin.post(`/api/contacts/${contact.id}/activities`, { type: 'note', text: 'Likes green tae' });
  await admin.post(`/api/contacts/${contact.id}/activities`, { type: 'call', text: 'Offer asked' });
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const timeline = page.getByRole('region', { name: 'Timeline', exact: true });
  await timeline.getByRole('button', { name: 'Actions on: Note' }).click();
  await page.getByRole('menuitem', { name: 'Change' }).click();
  const drawer = page.getByRole('dialog', { name: 'Change what was written' });
  await drawer.getByRole('textbox', { name: 'Text' }).fill('Likes green tea');
  await expectAccessible(page, 'changing a note');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(timeline.getByText('Likes green tea')).toBeVisible();
  await expect(timeline.getByText('edited')).toBeVisible();
  await timeline.getByRole('button', { name: 'Actions on: Note' }).click();
  await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
  await expect(timeline.getByText('Likes green tae')).toBeVisible();
  await timeline.getByRole('searchbox', { name: 'Search the timeline' }).fill('GREEN');
  await expect(page).toHaveURL(/find=GREEN/);
  await expect(timeline.getByText('Offer asked')).toBeHidden();
  await timeline.getByRole('button', { name: 'Orders', exact: true }).click();
  await expect(page).toHaveURL(/kind=orders/);
  await expect(timeline.getByText('Nothing here says that.')).toBeVisible();
  await expectAccessible(page, 'the timeline with filters');
  await timeline.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(timeline.getByText('Offer asked')).toBeVisible();
  await timeline.getByRole('button', { name: 'Actions on: Note' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(timeline.getByText('Likes green tea')).toBeHidden();
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(timeline.getByText('Likes green tea')).toBeVisible();
});

test('a subscription is added, changed and ended on the page of its contact', async ({ page, server, admin }) => {
  const contact = (await admin.post('/api/contacts', { email: `${unique('plan')}@example.com` })).json;
  await page.goto(`${server.origin}/contacts/${contact.id}`);
  const card = page.getByRole('region', { name: 'Subscription', exact: true });
  await expect(card.getByText('No subscription runs: counts as free.')).toBeVisible();
  await card.getByRole('button', { name: 'Add a subscription' }).click();
  const drawer = page.getByRole('dialog', { name: 'Add a subscription' });
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(drawer.getByRole('textbox', { name: 'Plan' })).toHaveAttribute('aria-invalid', 'true');
  await drawer.getByRole('textbox', { name: 'Plan' }).fill('Pro');
  await drawer.getByRole('textbox', { name: 'Price' }).fill('29');
  await expectAccessible(page, 'adding a subscription');
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(card.getByText('€29.00 a month')).toBeVisible();
  await expect(page.getByText('Subscription Pro started')).toBeVisible();
  await card.getByRole('button', { name: 'Change the subscription Pro' }).click();
  const change = page.getByRole('dialog', { name: 'Change the subscription Pro' });
  await change.getByRole('button', { name: 'End it now' }).click();
  const sure = page.getByRole('dialog', { name: 'End the subscription Pro?' });
  await expect(sure).toContainText('counts as free');
  await sure.getByRole('button', { name: 'End it now' }).click();
  await expect(card.getByText('Ended', { exact: true })).toBeVisible();
  await expect(page.getByText('Subscription Pro ended').first()).toBeVisible();
  await expectAccessible(page, 'a contact whose subscription ended');
});
