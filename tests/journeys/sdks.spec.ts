// @segment/analytics-next, as it comes from the registry, in a page of another origin: it asks our server for its
// settings and sends there, and goes on when answers are lost.
import { createServer, type Server as HttpServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type Client, makeKey } from '../support/client.ts';
import { FaultyProxy } from '../support/faulty_proxy.ts';
import { expect, test } from '../support/fixtures.ts';

interface Fact { id: string; type: string; occurred_at: string; payload: { messageId: string; properties?: Record<string, unknown> } }

const bundle = join(import.meta.dirname, '../node_modules/@segment/analytics-next/dist/umd');

// A site of its own: its pages, and the client's files at its own address.
async function startSite(): Promise<{ origin: string; server: HttpServer }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '').split('/').pop() ?? '';
    const file = join(bundle, name);
    if (name.endsWith('.js') && existsSync(file)) {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(readFileSync(file));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><title>Shop</title><script src="/client/index.js"></script><h1>Shop</h1>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}

async function load(page: Page, writeKey: string, host: string): Promise<void> {
  await page.evaluate(async ({ writeKey, host }) => {
    const frame = window as unknown as { AnalyticsNext: { AnalyticsBrowser: { load(a: object): Promise<[unknown, unknown]> } }; analytics: unknown };
    [frame.analytics] = await frame.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL: host });
  }, { writeKey, host });
}
async function call(page: Page, name: string, ...given: unknown[]): Promise<void> {
  await page.evaluate(([name, given]) => {
    (window as unknown as { analytics: Record<string, (...given: unknown[]) => void> }).analytics[name as string]?.(...(given as unknown[]));
  }, [name, given] as const);
}
async function factsOf(key: Client, userId: string): Promise<Fact[]> {
  const found = await key.get(`/api/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }))}`);
  if (!found.json.items?.length) return [];
  const facts = await key.get(`/api/contacts/${found.json.items[0].id}/timeline?limit=100`);
  expect(facts.status, facts.text).toBe(200);
  return facts.json.items;
}

for (const [what, faults] of [['an open way', []], ['a way that loses and refuses', ['drop', '429', '500', 'drop', '429']]] as const)
  test(`@segment/analytics-next sends from a page of another origin by ${what}, each message once`, async ({ page, admin, key, server }) => {
    test.setTimeout(90_000);
    const writeKey = await makeKey(admin, { name: 'Shop page', kind: 'write_browser' });
    const site = await startSite();
    const proxy = await FaultyProxy.start(server.origin, [...faults]);
    const userId = `next-${process.pid}-${Date.now().toString(36)}`;
    try {
      await page.goto(`${site.origin}/pricing?utm_source=letter`);
      await load(page, writeKey, proxy.origin);
      await call(page, 'page', 'Pricing');
      await call(page, 'track', 'Price Seen', { plan: 'Pro' });
      await call(page, 'identify', userId, { firstName: 'Zoé' });
      await call(page, 'group', `${userId}-company`, { name: 'Shop & Co' });
      await call(page, 'track', 'Demo Booked', { seats: 3 });
      await call(page, 'alias', userId);
      const types = async () => (await factsOf(key, userId)).map((f) => f.type).filter((t) => !t.startsWith('contact_')).sort();
      await expect.poll(types, { timeout: 60_000, intervals: [200] }).toEqual(['Demo Booked', 'Price Seen', 'alias', 'group_joined', 'identified', 'page_view']);
      expect(proxy.left).toBe(0);
      const facts = await factsOf(key, userId);
      for (const fact of facts) expect(Math.abs(Date.now() - Date.parse(fact.occurred_at))).toBeLessThan(90_000);
      expect(facts.find((f) => f.type === 'Demo Booked')?.payload.properties).toEqual({ seats: 3 });
    } finally {
      await proxy.stop();
      site.server.closeAllConnections();
      site.server.close();
    }
  });
