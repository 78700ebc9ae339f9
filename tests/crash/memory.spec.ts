// Memory stays flat under load: facts come in for half a minute, or ten with LONG=1, from servers that send batches and from browsers that
// send one at a time, and after the first quarter the server holds no more than it did, but for what its columns keep
// of each fact. Pages of the database file that are mapped are not its own: the system takes them back when it needs
// them. LOAD_MINUTES says another time. What a fact would leave behind shows in half a minute, what comes slowly in ten.
import { readFileSync } from 'node:fs';
import { expect, test } from '../support/fixtures.ts';
import { Client, makeKey, setUp } from '../support/client.ts';
import { Server } from '../support/server.ts';

const minutes = Number(process.env.LOAD_MINUTES ?? (process.env.LONG ? 10 : 0.5));
const most = 48; // MB more than after the warm-up
const senders = 8;
const browsers = 8;
const users = 2_000;

const text = (n: number) => Array.from({ length: 60 }, (_, i) => `word ${(n * 7919 + i * 104_729) % 9_973}`).join(', ');

test(`the server's memory is flat while facts come in for ${minutes} minutes`, async ({ database }) => {
  test.setTimeout(minutes * 60_000 + 120_000);
  const server = await Server.start({ engine: database });
  try {
    const admin = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'memory', role: 'administrator' }));
    const resident = () => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;
    const columns = async () => Number(/^rapport_segments_bytes (\S+)/m.exec((await admin.get('/metrics')).text)?.[1] ?? Number.NaN) / 1_048_576;
    const sender = async (kind: string) => {
      const key = await makeKey(admin, { name: kind, kind });
      return new Client(server.origin, { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
    };
    const [trusted, page] = [await sender('write'), await sender('write_browser')];
    const until = Date.now() + minutes * 60_000;
    let facts = 0;
    const send = async (client: Client, path: string, body: object, count: number) => {
      const answer = await client.post(path, body);
      expect(answer.status, answer.text).toBe(200);
      facts += count;
    };
    const work = [
      ...Array.from({ length: senders }, async (_, s) => {
        for (let n = 0; Date.now() < until; n += 1)
          await send(trusted, '/v1/batch', { batch: Array.from({ length: 50 }, (_, i) => ({
            type: 'track', event: n % 3 ? 'Product Viewed' : 'Product Added', messageId: `s${s}-${n}-${i}`, userId: `user-${(n * 50 + i) % users}`,
            properties: { product_id: `p${i}`, price: n % 90, currency: 'EUR', text: text(n + i) },
          })) }, 50);
      }),
      ...Array.from({ length: browsers }, async (_, b) => {
        for (let n = 0; Date.now() < until; n += 1)
          await send(page, '/v1/page', { messageId: `b${b}-${n}`, anonymousId: `visitor-${b}-${n % 500}`,
            context: { page: { url: `https://shop.example/p/${n % 40}?utm_source=news` } } }, 1);
      }),
    ];
    const measured: { at: number; rss: number; columns: number }[] = [];
    const measure = async () => {
      while (Date.now() < until) {
        await new Promise((r) => setTimeout(r, 2_000));
        measured.push({ at: Date.now(), rss: resident(), columns: await columns() });
      }
    };
    await Promise.all([...work, measure()]);
    const warm = until - minutes * 45_000;
    // The highest of a part, so that a moment's working memory counts on both sides.
    const highest = (part: typeof measured) => Math.max(...part.map((m) => m.rss - m.columns));
    const before = highest(measured.filter((m) => m.at < warm));
    const later = measured.filter((m) => m.at >= warm);
    const last = highest(later.slice(-Math.ceil(later.length / 3)));
    const end = measured.at(-1);
    console.log(`${database}: ${facts} facts, ${before.toFixed(0)} MB after the warm-up, ${last.toFixed(0)} MB in the last part, columns ${end?.columns.toFixed(1)} MB of ${end?.rss.toFixed(0)}`);
    expect(facts).toBeGreaterThan(minutes * 10_000);
    expect(end?.columns, 'what the columns hold is told').toBeGreaterThan(0);
    expect(last).toBeLessThan(before + most);
  } finally {
    await server.stop();
  }
});
