// Scores of the workspace: made and changed on a screen that counts along, adopted, explained on the page of a contact,
// and tested on the past.
import type { Client } from '../support/client.ts';
import { expect, journey as test } from '../support/fixtures.ts';
import { adoptSession, expectAccessible, expectNoSidewaysScroll } from '../support/page.ts';

type Model = { id: string; name: string; version: number; active: boolean };

test.beforeEach(async ({ page, server, admin }) => {
  await adoptSession(page, server, admin.headers.cookie ?? '');
  // A server that has just started reads its contacts first.
  const ready = async () => (await admin.get(`/api/score_models/${(await modelOf(admin, 'propensity_score')).id}/distribution`)).status;
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
});

const modelOf = async (admin: Client, name: string) => {
  const { items } = (await admin.get('/api/score_models')).json as { items: Model[] };
  return items.find((one) => one.name === name) as Model;
};

test('the scores that come with the product show how everybody stands, and why', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/insights`);
  await page.getByRole('navigation', { name: 'Pages of customer insight' }).getByRole('link', { name: 'Scores' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Scores' })).toBeVisible();
  const propensity = page.getByRole('article', { name: 'Propensity' });
  await expect(propensity).toContainText('on average');
  await expectAccessible(page, 'the list of scores');
  await propensity.getByRole('link', { name: 'Propensity' }).click();
  await expect(page.getByRole('figure', { name: 'How the scores are spread' })).toBeVisible();
  await expect(page.getByRole('table')).toContainText('Not measured: there is no field “pubkey” yet.');
  await expectAccessible(page, 'a score');
  await page.getByText('Versions', { exact: true }).click();
  await expect(page.getByRole('heading', { name: /^Version 1/ })).toBeVisible();

  const made = await admin.post('/api/contacts', { first_name: 'Yann', last_name: 'Score', email: `yann.${Date.now()}@example.com` });
  expect(made.status, made.text).toBe(201);
  await expect.poll(async () => (await admin.get(`/api/contacts/${made.json.id}/score_models`)).json.items?.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(2);
  await page.goto(`${server.origin}/contacts/${made.json.id}`);
  const card = page.getByRole('region', { name: 'Customer value' });
  await expect(card).toContainText('Missing: Phone and City.');
  await expect(card.getByText('Prospect', { exact: true }).first()).toBeVisible();
  await card.getByText('Propensity', { exact: true }).click();
  await expect(card).toContainText('+16.7');
  await expect(card).toContainText('of 25');
  await card.getByText('CRM segment', { exact: true }).click();
  await expect(card).toContainText('The first rule that holds gives the name.');
  await expect(card).toContainText('E-mail address');
  await expectAccessible(page, 'the scores of a contact');
  // Its three parts are one card now.
  await expect(page.getByRole('region', { name: 'Lifecycle', exact: true })).toHaveCount(0);
});

test('a score is changed with its effect in sight, saved as a draft, and adopted by a person', async ({ page, server, admin }) => {
  const before = await modelOf(admin, 'propensity_score');
  await page.goto(`${server.origin}/insights/scores/${before.id}/edit`);
  const live = page.getByRole('region', { name: 'What it gives now' });
  await expect(live.getByRole('figure', { name: 'How the scores are spread' })).toBeVisible();
  await page.getByRole('button', { name: /^Purchases/ }).click();
  const part = page.getByRole('group', { name: 'Purchases', exact: true });
  await part.getByRole('textbox', { name: 'Points' }).last().fill('40');
  await expect(page.getByRole('button', { name: /^Purchases at most 40/ })).toBeVisible();
  const person = live.getByRole('group').first();
  await person.locator('summary').click();
  await expect(person).toContainText('+40');
  await expect(person).toContainText('→');
  await expectAccessible(page, 'the editor of a score');

  await page.getByRole('button', { name: 'Add a part' }).click();
  await page.getByRole('menuitem', { name: /^A rule holds/ }).click();
  const rule = page.getByRole('group', { name: 'rule', exact: true });
  await rule.getByRole('textbox', { name: 'Rule', exact: true }).fill('country = FR AND nonsense');
  await rule.getByRole('textbox', { name: 'Label' }).fill('From France');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  const named = page.getByRole('group', { name: 'From France', exact: true });
  await expect(named.getByRole('textbox', { name: 'Rule', exact: true })).toHaveAttribute('aria-invalid', 'true');
  await named.getByRole('textbox', { name: 'Rule', exact: true }).fill('country = FR');
  await named.getByRole('textbox', { name: 'Label' }).click();
  await expect(named).toContainText(/Holds for [\d,]+ people now/);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Purchases: 20 → 40 points at most');
  await expect(dialog).toContainText('Added: From France, 10 points at most');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Orders say more than clicks');
  await dialog.getByRole('button', { name: 'Save as draft' }).click();

  const draft = page.getByRole('region', { name: 'A draft waits' });
  await expect(draft).toContainText('Orders say more than clicks');
  expect((await admin.get(`/api/score_models/${before.id}`)).json.adopted_version).toBe(1);
  await expectAccessible(page, 'a score with a draft');
  await draft.getByRole('button', { name: 'Adopt' }).click();
  await expect(draft).toHaveCount(0);
  await page.getByText('Versions', { exact: true }).click();
  await expect(page.getByRole('heading', { name: /^Version 2/ })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Version 2' })).toContainText('Purchases: 20 → 40 points at most');

  // A second draft is thrown away, and what counts stays.
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Remove: From France' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await dialog.getByRole('button', { name: 'Save as draft' }).click();
  await draft.getByRole('button', { name: 'Discard the draft' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard the draft' }).click();
  await expect(draft).toHaveCount(0);
  expect((await admin.get(`/api/score_models/${before.id}`)).json.adopted_version).toBe(2);
});

test('classes by rules are made from nothing, with the builder of rules', async ({ page, server, admin }) => {
  await page.goto(`${server.origin}/insights/scores`);
  await page.getByRole('button', { name: 'New score' }).click();
  await page.getByRole('menuitem', { name: /^Classes by rules/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Size of purse');
  await page.getByRole('button', { name: 'Add a class' }).click();
  const part = page.getByRole('group', { name: 'choice', exact: true });
  await part.getByRole('textbox', { name: 'Label' }).fill('Deep');
  const named = page.getByRole('group', { name: 'Deep', exact: true });
  await named.getByRole('textbox', { name: 'Name in rules' }).fill('deep');
  await named.getByRole('textbox', { name: 'Rule', exact: true }).fill('orders_count >= 5');
  await named.getByRole('textbox', { name: 'Label' }).click();
  await expect(page.getByRole('button', { name: /^Deep [1-9]/ })).toBeVisible();
  await named.getByRole('button', { name: 'Build in sentences' }).click();
  const builder = page.getByRole('dialog', { name: 'Rule' });
  await expect(builder).toContainText('People for whom');
  await expect(builder).toContainText(/[\d,]+ people/);
  await builder.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Save' });
  await expect(dialog.getByRole('textbox', { name: 'Name in rules' })).toHaveValue('size_of_purse');
  await dialog.getByRole('checkbox', { name: 'Adopt at once' }).check();
  await dialog.getByRole('button', { name: 'Save and adopt' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Size of purse' })).toBeVisible();
  const made = await modelOf(admin, 'size_of_purse');
  expect((await admin.get(`/api/score_models/${made.id}`)).json.adopted_version).toBe(1);
  await expect(page.getByRole('figure', { name: 'How the scores are spread' })).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page, 'a score on a phone');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Switch off' }).click();
  await expect(page.getByText('Off', { exact: true })).toBeVisible();
});

test('a back-test and fitted weights show old and new beside each other; a person decides', async ({ page, server, admin }) => {
  // Whether somebody orders again, of whom there are enough in a year.
  const { definition } = (await admin.get(`/api/score_models/${(await modelOf(admin, 'propensity_score')).id}`)).json;
  const made = await admin.post('/api/score_models', {
    name: `returning_${Date.now().toString(36)}`,
    definition: { ...definition, label: { en: 'Returning' }, bands: [], outcome: { kind: 'order' }, horizon_days: 180 },
  });
  expect(made.status, made.text).toBe(201);
  const model = made.json as Model;
  expect((await admin.post(`/api/score_models/${model.id}/adopt`)).status).toBe(200);
  await page.goto(`${server.origin}/insights/scores/${model.id}?tab=accuracy`);
  await page.getByRole('button', { name: 'Back-test', exact: true }).click();
  await expect(page.getByText('What was known on that day')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('figure', { name: 'Predicted and observed' })).toBeVisible();
  await expectAccessible(page, 'a back-test');
  await page.getByRole('button', { name: 'Re-fit the weights' }).click();
  await expect(page.getByRole('heading', { name: 'Weights fitted to what happened' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /^AUC, higher is better/ })).toContainText(/0\.\d+.*0\.\d+/s);
  await expect(page.getByRole('columnheader', { name: 'Points fitted' })).toBeVisible();
  expect((await admin.get(`/api/score_models/${model.id}`)).json.adopted_version).toBe(1);
  await expectAccessible(page, 'a re-fit');
  await page.getByRole('button', { name: 'Adopt these weights' }).click();
  await expect(page.getByText('These weights count now.')).toBeVisible();
  expect((await admin.get(`/api/score_models/${model.id}`)).json.adopted_version).toBe(2);
  await page.getByText('Probability', { exact: true }).click();
  await page.getByRole('button', { name: 'Compute anew' }).click();
  await expect(page.getByRole('figure', { name: 'What a score means' }).or(page.getByText(/at least 50 are needed/))).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'the probability of a conversion');
});
