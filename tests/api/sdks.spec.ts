// Clients that others wrote, as they come from the registry: every message of theirs counts once, under the right
// contact and at the right time, also when answers are lost on the way.
import { Analytics as SegmentNode } from '@segment/analytics-node';
import RudderNode from '@rudderstack/rudder-sdk-node';
import { type Client, makeKey } from '../support/client.ts';
import { type Fault, FaultyProxy } from '../support/faulty_proxy.ts';
import { expect, test } from '../support/fixtures.ts';

interface Fact { type: string; occurred_at: string; payload: { messageId: string; properties?: Record<string, unknown>; groupId?: string } }

let counter = 0;
const unique = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}-${++counter}`;
const happened = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function contactOf(key: Client, userId: string) {
  const found = await key.get(`/api/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'external_id', op: 'equal', value: userId }))}`);
  expect(found.json.items.length, found.text).toBe(1);
  return found.json.items[0];
}
async function factsOf(key: Client, contactId: string): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (let cursor = ''; ; ) {
    const page = await key.get(`/api/contacts/${contactId}/timeline?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(page.status, page.text).toBe(200);
    facts.push(...page.json.items);
    if (!page.json.next_cursor) return facts;
    cursor = page.json.next_cursor;
  }
}

// What both clients can be asked for; `flush` ends when everything was answered or given up.
interface Sender {
  identify(message: object): void;
  track(message: object): void;
  page(message: object): void;
  group(message: object): void;
  alias(message: object): void;
  flush(): Promise<void>;
}

const clients: Record<string, (origin: string, writeKey: string, gaveUp: (why: unknown) => void) => Sender> = {
  '@segment/analytics-node 3': (origin, writeKey, gaveUp) => {
    const client = new SegmentNode({ host: origin, writeKey, flushAt: 20, flushInterval: 100 });
    client.on('error', gaveUp);
    const sender: unknown = {
      identify: client.identify.bind(client), track: client.track.bind(client), page: client.page.bind(client), group: client.group.bind(client),
      alias: client.alias.bind(client), flush: () => client.closeAndFlush({ timeout: 40_000 }),
    };
    return sender as Sender;
  },
  '@rudderstack/rudder-sdk-node 3': (origin, writeKey, gaveUp) => {
    const client = new RudderNode(writeKey, { dataPlaneUrl: origin, flushAt: 20, flushInterval: 100, retryCount: 8, logLevel: 'none', errorHandler: gaveUp });
    const told: Promise<void>[] = [];
    const call = (name: 'identify' | 'track' | 'page' | 'group' | 'alias') => (message: object) => {
      told.push(new Promise((done) => { client[name](message as never, () => done()); }));
    };
    return {
      identify: call('identify'), track: call('track'), page: call('page'), group: call('group'), alias: call('alias'),
      flush: async () => { await client.flush(); await Promise.all(told); },
    };
  },
};

for (const [name, make] of Object.entries(clients)) {
  const start = async (admin: Client, origin: string, faults: Fault[] = []) => {
    const writeKey = await makeKey(admin, { name, kind: 'write' });
    const proxy = await FaultyProxy.start(origin, faults);
    const troubles: unknown[] = [];
    return { proxy, troubles, sender: make(proxy.origin, writeKey, (why) => troubles.push(why)) };
  };

  test(`${name}: every kind of message is there once, under the contact and at the time that it says`, async ({ admin, key, server }) => {
    const { proxy, troubles, sender } = await start(admin, server.origin);
    const [userId, visitor, company] = [unique('user'), unique('visitor'), unique('company')];
    try {
      sender.page({ anonymousId: visitor, name: 'Pricing', timestamp: happened(50), properties: { url: 'https://shop.example/pricing' } });
      sender.identify({ userId, traits: { firstName: 'Zoé', email: `${userId}@example.com` }, timestamp: happened(40) });
      sender.track({ userId, event: 'Demo Booked', properties: { seats: 12, 'ghế': 'đẹp 🎉' }, timestamp: happened(30) });
      sender.group({ userId, groupId: company, traits: { name: `Company ${company}` }, timestamp: happened(20) });
      sender.alias({ userId, previousId: visitor, timestamp: happened(10) });
      for (let i = 0; i < 60; i += 1) sender.track({ userId, event: 'Clicked', properties: { i }, timestamp: new Date(Date.now() - i * 1000) });
      await sender.flush();
      expect(troubles).toEqual([]);
      expect(proxy.seen.every((s) => s.path === '/v1/batch' && s.status === 200), JSON.stringify(proxy.seen)).toBe(true);
      if (name.includes('rudder')) expect(proxy.seen.every((s) => s.gzip)).toBe(true);

      const contact = await contactOf(key, userId);
      expect(contact).toMatchObject({ first_name: 'Zoé', email: `${userId}@example.com` });
      const facts = await factsOf(key, contact.id);
      const minutesAgo = (type: string) => {
        const of = facts.filter((f) => f.type === type);
        expect(of, type).toHaveLength(1);
        return (Date.now() - Date.parse(of[0]?.occurred_at ?? '')) / 60_000;
      };
      // What the visitor did before is the contact's now, where it belongs in time.
      for (const [type, minutes] of [['page_view', 50], ['identified', 40], ['Demo Booked', 30], ['group_joined', 20], ['alias', 10]] as const)
        expect(Math.abs(minutesAgo(type) - minutes), type).toBeLessThan(1);
      expect(facts.find((f) => f.type === 'Demo Booked')?.payload.properties).toEqual({ seats: 12, 'ghế': 'đẹp 🎉' });
      const clicked = facts.filter((f) => f.type === 'Clicked');
      expect(clicked.map((f) => f.payload.properties?.i)).toEqual(Array.from({ length: 60 }, (_, i) => i));
      expect(new Set(facts.map((f) => f.payload.messageId).filter(Boolean)).size).toBe(65);
    } finally {
      await proxy.stop();
    }
  });

  test(`${name}: it goes on after 429, 500 and lost answers; nothing is lost and nothing counts twice`, async ({ admin, key, server }) => {
    const { proxy, troubles, sender } = await start(admin, server.origin, ['drop', '429', '500', 'drop', '429', 'drop']);
    const userId = unique('user');
    try {
      for (let i = 0; i < 70; i += 1) sender.track({ userId, event: 'Clicked', properties: { i } });
      await sender.flush();
      expect(troubles).toEqual([]);
      expect(proxy.left).toBe(0);
      // The server took in what it answered to nobody.
      expect(proxy.seen.filter((s) => s.fault === 'drop').map((s) => s.status)).toEqual([200, 200, 200]);
      const facts = (await factsOf(key, (await contactOf(key, userId)).id)).filter((f) => f.type === 'Clicked');
      expect(facts.map((f) => f.payload.properties?.i as number).sort((a, b) => a - b)).toEqual(Array.from({ length: 70 }, (_, i) => i));
    } finally {
      await proxy.stop();
    }
  });
}
