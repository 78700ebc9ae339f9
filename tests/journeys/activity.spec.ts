// The activity tray: long work is found again in the header, with its progress and what came of it.
import { expect, test } from '../support/fixtures.ts';
import { setUp } from '../support/client.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';
import { Server } from '../support/server.ts';

test('the tray shows what ran, whose it was, and says when there is nothing', async ({ page, database }) => {
  const server = await Server.start({ engine: database, arguments: ['--test-clock'] });
  try {
    const admin = await setUp(server.origin);
    await adoptSession(page, server, admin.headers.cookie ?? '');
    await page.goto(server.origin);
    await page.getByRole('button', { name: 'Activity' }).click();
    const tray = page.getByRole('dialog', { name: 'Activity' });
    await expect(tray.getByText('Nothing at work')).toBeVisible();
    await expectAccessible(page, 'the empty tray');
    await tray.getByText('Everybody’s').click();
    expect((await admin.post('/api/test-clock', { advance_seconds: 3700 })).status).toBe(200);
    const upkeep = tray.getByRole('listitem').filter({ hasText: 'Upkeep' }).first();
    await expect(upkeep).toContainText('Completed', { timeout: 20_000 });
    await page.keyboard.press('Escape');
    await expect(tray).toBeHidden();
    await expect(page.getByRole('button', { name: 'Activity' })).toBeFocused();
  } finally {
    await server.stop();
  }
});

// The same answers that a long import gives, held still: a real one would be over before it is looked at.
test('work under way shows how far it is, can be cancelled, and links to its result', async ({ page, server, admin }) => {
  const { user } = (await admin.get('/api/session')).json;
  const now = new Date().toISOString();
  const job = (fields: object) => ({ id: '0', kind: 'export_contacts', state: 'running', run_at: now, attempts: 1, max_attempts: 5, cancel_requested: false,
    progress: null, result: null, error: '', created_by: user.id, created_at: now, started_at: now, finished_at: null, ...fields });
  const jobs = [
    job({ id: '1', progress: { done: 1200, total: 5000 } }),
    job({ id: '2', state: 'queued', started_at: null }),
    job({ id: '3', state: 'completed', finished_at: now, result: { href: '/orders', counts: { created: 1180, skipped: 20 } } }),
    job({ id: '4', state: 'dead', finished_at: now, error: 'The file ends in the middle of a row.' }),
  ];
  let asked = 0;
  await page.route('**/api/jobs?*', (route) => { asked += 1; return route.fulfill({ json: { items: jobs } }); });
  await page.route('**/api/jobs/1/cancel', (route) => {
    jobs[0] = job({ id: '1', progress: { done: 1300, total: 5000 }, cancel_requested: true });
    return route.fulfill({ json: jobs[0] });
  });
  await adoptSession(page, server, admin.headers.cookie ?? '');
  await page.goto(server.origin);
  await page.getByRole('button', { name: 'Activity: 2 tasks at work' }).click();
  const tray = page.getByRole('dialog', { name: 'Activity' });
  const [first, ended] = [tray.getByRole('listitem').first(), tray.getByRole('region', { name: 'Recent' })];
  await expect(first.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '24');
  await expect(first).toContainText('1,200 of 5,000');
  await expect(ended).toContainText('1,180 created and 20 skipped');
  await expect(ended).toContainText('The file ends in the middle of a row.');
  await expectAccessible(page, 'the tray at work');
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    await expectNoSidewaysScroll(page, `the tray at ${width} px`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page, `the tray at ${width} px, ${colorScheme}`);
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/tray-${width}-${colorScheme}.png` });
    }
  }
  await first.getByRole('button', { name: /^Cancel/ }).click();
  await expect(first).toContainText('Stopping');
  await expect(first.getByRole('button', { name: /^Cancel/ })).toHaveCount(0);
  // When all has ended, nobody asks any more.
  for (const at of [0, 1]) jobs[at] = job({ id: String(at + 1), state: 'failed', cancel_requested: true, error: 'Cancelled.', finished_at: now });
  await expect(tray.getByText('Cancelled').first()).toBeVisible();
  await ended.getByRole('link', { name: 'See the result' }).click();
  await expect(page).toHaveURL(/\/orders/);
  await expect(tray).toBeHidden();
  await page.waitForTimeout(500);
  const before = asked;
  await page.waitForTimeout(4000);
  expect(asked).toBe(before);
});
