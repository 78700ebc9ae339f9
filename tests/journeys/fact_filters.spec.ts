// The filter of a timeline and of the live stream: conditions over facts, in the sentences of the builder of segments.
import { Client, makeKey, uniqueEmail } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

test('a timeline shows the facts that meet conditions, also from the address, and the stream does', async ({ page, server, admin }) => {
  test.setTimeout(90_000);
  const stamp = Date.now().toString(36);
  const person = (await admin.post('/api/contacts', { email: uniqueEmail(), external_id: `walker-${stamp}`, first_name: 'Hana' })).json;
  const writeKey = await makeKey(admin, { name: `Shelf ${stamp}`, kind: 'write' });
  const sent = await new Client(server.origin).post('/v1/batch', {
    writeKey,
    batch: [[`Looked ${stamp}`, 'oak'], [`Looked ${stamp}`, 'elm'], [`Touched ${stamp}`, 'oak']].map(([event, wood]) => ({
      type: 'track', event, userId: person.external_id, properties: { wood },
    })),
  });
  expect(sent.status, sent.text).toBe(200);

  await page.goto(`${server.origin}/contacts/${person.id}`);
  const timeline = page.getByRole('region', { name: 'Timeline', exact: true });
  await timeline.getByRole('button', { name: 'Advanced', exact: true }).click();
  const filter = page.getByRole('dialog', { name: 'Which facts to show' });
  await expect(filter.getByRole('heading', { name: 'What should be shown?' })).toBeVisible();
  await expectAccessible(page, 'the questions of the filter of facts');
  await filter.getByRole('button', { name: /What it was/ }).click();
  const events = filter.getByRole('combobox', { name: 'Value of Event', exact: true }).or(filter.getByRole('textbox', { name: 'Value of Event', exact: true }));
  await events.fill(`Looked ${stamp}`);
  await page.keyboard.press('Enter');
  await expect(timeline.getByRole('listitem')).toHaveCount(2);
  await filter.getByRole('button', { name: 'Add a condition', exact: true }).click();
  await filter.getByRole('combobox', { name: 'Field' }).last().fill('wood');
  await page.getByRole('option', { name: 'wood', exact: true }).click();
  await filter.getByRole('combobox', { name: 'Value of wood', exact: true }).or(filter.getByRole('textbox', { name: 'Value of wood', exact: true })).fill('oak');
  await page.keyboard.press('Tab');
  await expect(timeline.getByRole('listitem')).toHaveCount(1);
  await expectAccessible(page, 'the filter of facts');
  await filter.getByRole('button', { name: 'Done' }).click();
  await expect(timeline.getByRole('button', { name: 'Advanced: 2 conditions' })).toBeVisible();

  await page.reload();
  await expect(timeline.getByRole('listitem')).toHaveCount(1);
  const where = new URL(page.url()).searchParams.get('where') ?? '';
  expect(where).toContain('wood');
  await timeline.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(timeline.getByRole('listitem')).toHaveCount(4);

  await page.goto(`${server.origin}/events?where=${encodeURIComponent(where)}`);
  const stream = page.getByRole('region', { name: 'Live' });
  await expect(stream.getByRole('row')).toHaveCount(2); // with its head
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Advanced: 2 conditions' }).click();
  await expect(filter.getByRole('button', { name: 'Done' })).toBeVisible();
  await expectNoSidewaysScroll(page, 'the filter of facts on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${server.origin}/events?where=${encodeURIComponent('{"field":"event","op":"greater","value":"x"}')}`);
  await expect(page.getByText(/is not offered by event/i)).toBeVisible();
});

test('how long comings and goings are kept is said and changed where they are shown', async ({ page, server, admin }) => {
  const made = await admin.post('/api/segments', { name: `Kept ${Date.now().toString(36)}`, description: '', kind: 'custom', rule: 'country = FR', optional_conditions: [], active: true });
  expect(made.status, made.text).toBe(201);
  await page.goto(`${server.origin}/segments/${made.json.id}?tab=growth`);
  await page.getByRole('button', { name: 'How long this is kept' }).click();
  const dialog = page.getByRole('dialog', { name: 'How long it is kept' });
  await expect(dialog.getByLabel('Days')).toHaveValue('730');
  await expectAccessible(page, 'how long it is kept');
  await dialog.getByLabel('Days').fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByLabel('Days')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Days').fill('400');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect((await admin.get('/api/settings/segment_history')).json.days).toBe(400);
});
