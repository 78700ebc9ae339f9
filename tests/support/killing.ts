// A server to be killed and started again. Beside other processes the work of a dead one waits until its lease has run
// out, so on PostgreSQL the test clock moves on over the lease after each start: further each time, for every process
// begins at the system's time.
import { expect } from '@playwright/test';
import { Client, makeKey, setUp } from './client.ts';
import { type Engine, Server } from './server.ts';

const lease = 65; // seconds, a little more than that of jobs

export const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

// Numbers between 0 and 1; CRASH_SEED repeats a run.
export function randomFrom(state: number): () => number {
  let s = state >>> 0 || 1;
  return () => {
    s ^= s << 13; s >>>= 0;
    s ^= s >>> 17;
    s ^= s << 5; s >>>= 0;
    return s / 2 ** 32;
  };
}

export type ToKill = Awaited<ReturnType<typeof startToKill>>;

export async function startToKill(engine: Engine) {
  const server = await Server.start({ engine, arguments: engine === 'postgres' ? ['--test-clock'] : [] });
  const client = new Client(server.origin).withKey(await makeKey(await setUp(server.origin), { name: 'crash', role: 'administrator' }));
  let ahead = 0;
  const start = async () => {
    await server.start();
    if (engine === 'sqlite') return;
    ahead += lease;
    const moved = await client.post('/api/test-clock', { advance_seconds: ahead });
    expect(moved.status, moved.text).toBeLessThan(300);
  };
  return { server, client, engine, start, restart: async () => { await server.kill(); await start(); } };
}

// Reads a file of contacts in, and waits until all of its lines are there.
export async function importContacts(client: Client, lines: string[]): Promise<string> {
  const draft = await client.send('POST', '/api/imports/contacts?filename=crash.csv', { raw: lines.join('\n'), headers: { 'content-type': 'text/csv' } });
  const { id } = draft.json.import;
  const status = async () => (await client.get(`/api/imports/${id}`)).json.status;
  await expect.poll(status, { timeout: 60_000, intervals: [50] }).toBe('draft');
  expect((await client.post(`/api/imports/${id}/run`)).status).toBe(200);
  await expect.poll(status, { timeout: 240_000, intervals: [50] }).toBe('completed');
  return id;
}

// Every item of a list, page by page.
export async function allOf<T>(client: Client, path: string): Promise<T[]> {
  const out: T[] = [];
  for (let cursor = ''; ; ) {
    const page = await client.get(`${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(page.status, `${path}: ${page.text.slice(0, 200)}`).toBe(200);
    out.push(...page.json.items);
    if (!page.json.next_cursor) return out;
    cursor = page.json.next_cursor;
  }
}

interface Work {
  over: () => Promise<boolean>;
  whole: () => Promise<void>; // fails when something is half there
}

// Kills the server three or four times while a piece of work goes on, each time at a random moment, and checks after
// each start that nothing is half there. (A job is tried five times.)
export async function killDuring({ server, restart, engine }: ToKill, next: () => number, work: Work): Promise<void> {
  const pause = (most: number) => new Promise((r) => setTimeout(r, next() * most));
  for (let round = 0; round < (engine === 'sqlite' ? 2 : 3); round += 1) {
    await pause(150);
    if (engine === 'sqlite') {
      // The work goes on while the server starts, and would often be done before it answers.
      await server.kill();
      const starting = server.start().catch(() => undefined);
      await pause(400);
      await server.kill();
      await starting;
    }
    await restart();
    await work.whole();
  }
  const begun = Date.now();
  while (!(await work.over())) {
    expect(Date.now() - begun, 'the work did not come to its end').toBeLessThan(60_000);
    await new Promise((r) => setTimeout(r, 30));
  }
}

// Writers that go on while the server is killed, each with what it was answered; `end` waits for them.
export function startLoad(write: (n: number) => Promise<{ status: number; text: string }>, writers = 4) {
  let on = true;
  let n = 0;
  const answered: number[] = [];
  const writer = async () => {
    while (on) {
      const mine = n++;
      try {
        const answer = await write(mine);
        if (answer.status === 201) answered.push(mine);
        else if (answer.status < 500) throw new Error(`${answer.status} ${answer.text}`);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // TypeError: the connection broke
      }
      await new Promise((r) => setTimeout(r, 10));
    }
  };
  const all = Promise.all(Array.from({ length: writers }, writer));
  all.catch(() => undefined); // told by end()
  return { answered, end: async () => { on = false; await all; } };
}
