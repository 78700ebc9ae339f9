// The card "Preferences" of a contact: what somebody likes, and when a message is most likely to find them.
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

test.beforeEach(({ page, server, admin }) => adoptSession(page, server, admin.headers.cookie ?? ''));

test('the card says what somebody likes, and the week is walked by keys and read as a table', async ({ page, server, admin }) => {
  const mark = `prefs${Date.now().toString(36)}`;
  const person = (await admin.post('/api/contacts', { first_name: 'Linh', last_name: mark, timezone: 'Asia/Ho_Chi_Minh' })).json;
  const wednesday = new Date();
  wednesday.setUTCDate(wednesday.getUTCDate() - ((wednesday.getUTCDay() + 4) % 7) - 7);
  wednesday.setUTCHours(13, 20, 0, 0);
  for (const [weeks, coupon] of [[0, 'TET'], [1, null], [2, null]] as const) {
    const made = await admin.post('/api/orders', {
      contact_id: person.id,
      currency: 'EUR',
      ordered_at: new Date(wednesday.getTime() - weeks * 7 * 86_400_000).toISOString(),
      coupon,
      lines: [{ name: 'Lamp', category: 'Lamps', quantity: 1, unit_price: { amount: 4000, currency: 'EUR' } }],
    });
    expect(made.status, made.text).toBe(201);
  }
  await page.goto(`${server.origin}/contacts/${person.id}`);
  const card = page.getByRole('region', { name: 'Preferences', exact: true });
  await expect(card).toContainText('Website');
  await expect(card).toContainText('100% of 3 acts');
  await expect(card).toContainText('Few data');
  await expect(card).toContainText('33% of orders');
  await expect(card).toContainText('7 days between purchases');
  await expect(card).toContainText('Asia/Ho_Chi_Minh');
  await expect(card.getByRole('list', { name: 'Best hours' }).getByRole('listitem').first()).toContainText('Wednesday');
  await card.getByText('Discounts', { exact: true }).click();
  await expect(card).toContainText('1 of 3 orders came with a discount or a coupon.');

  const week = card.getByRole('grid', { name: 'Best time to send' });
  await expect(week.getByRole('gridcell')).toHaveCount(168);
  await expect(week.locator('[data-best]')).toHaveCount(3);
  const best = week.locator('[tabindex="0"]');
  await best.focus();
  await expect(best).toHaveAccessibleName(/^Wednesday 8:00.PM–9:00.PM · .*% · 3 acts · best hour no\. 1$/);
  await page.keyboard.press('ArrowDown');
  await expect(week.locator(':focus')).toHaveAccessibleName(/^Thursday 8:00.PM/);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(week.locator(':focus')).toHaveAccessibleName(/^Wednesday 11:00.PM/);
  await week.getByRole('gridcell', { name: /^Monday 9:00.AM/ }).hover();
  await expect(page.getByText(/^Monday 9:00.AM–10:00.AM ·/)).toHaveCount(2); // beside the pointer and below
  await expectAccessible(page, 'preferences of a contact');

  await card.getByRole('button', { name: 'Show as a table' }).click();
  await expect(card.getByRole('row')).toHaveCount(169);
  await expect(card.getByRole('row', { name: /^Wednesday 8:00.PM 3 / })).toBeVisible();
  await page.mouse.move(0, 0); // away from the tip of the button
  await expectAccessible(page, 'preferences as a table');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.origin}/contacts/${person.id}?tab=meaning`);
  await expect(card.getByRole('grid')).toBeVisible();
  await expectNoSidewaysScroll(page, 'preferences on a phone');
  await expectAccessible(page, 'preferences on a phone');
});

test('of somebody who did nothing the card says so', async ({ page, server, admin }) => {
  const person = (await admin.post('/api/contacts', { first_name: 'Nobody', last_name: Date.now().toString(36) })).json;
  await page.goto(`${server.origin}/contacts/${person.id}`);
  const card = page.getByRole('region', { name: 'Preferences', exact: true });
  await expect(card).toContainText('Nothing is known of this person yet');
  await expect(card).toContainText('Best time to send');
  await expect(card).not.toContainText('NaN');
});
