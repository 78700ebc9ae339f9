import { expect, test } from 'vitest';
import { ChangeQueue } from './changeQueue';

interface Settings {
  mapping: string[];
  tags: string[];
}

// A server whose answers come when the test says so.
function slowServer() {
  const asked: { changes: Partial<Settings>; answer: () => void; refuse: (why: string) => void }[] = [];
  const told: { waiting: Partial<Settings>; refusal?: unknown }[] = [];
  const queue = new ChangeQueue<Settings>(
    (changes) =>
      new Promise<void>((answer, reject) =>
        asked.push({ changes, answer, refuse: (why) => reject(new Error(why)) }),
      ),
    (waiting, refusal) => told.push({ waiting, refusal }),
  );
  return { asked, told, queue };
}
const turn = () => new Promise((next) => setTimeout(next));

test('a change waits for the answer of the one before, and whoever settles for the last', async () => {
  const { asked, told, queue } = slowServer();
  queue.add({ mapping: ['email', ''] });
  queue.add({ mapping: ['email', 'city'] });
  queue.add({ tags: ['fair'] });
  let settled = false;
  const all = queue.settle().then(() => {
    settled = true;
  });
  expect(asked.map((one) => one.changes)).toEqual([{ mapping: ['email', ''] }]);
  asked[0]?.answer();
  await turn();
  expect(asked[1]?.changes).toEqual({ mapping: ['email', 'city'], tags: ['fair'] });
  expect(settled).toBe(false);
  asked[1]?.answer();
  await all;
  expect(told.at(-1)?.waiting).toEqual({});
  expect(asked).toHaveLength(2);
});

test('what is refused stays known, stops who settles, and goes again with its correction', async () => {
  const { asked, told, queue } = slowServer();
  queue.add({ mapping: ['email', 'email'] });
  const refused = queue.settle();
  asked[0]?.refuse('twice');
  await expect(refused).rejects.toThrow('twice');
  expect(told.at(-1)).toEqual({ waiting: { mapping: ['email', 'email'] }, refusal: new Error('twice') });
  queue.add({ tags: ['fair'] });
  expect(asked[1]?.changes).toEqual({ mapping: ['email', 'email'], tags: ['fair'] });
  queue.add({ mapping: ['email', 'phone'] });
  asked[1]?.refuse('twice');
  await turn();
  expect(asked[2]?.changes).toEqual({ mapping: ['email', 'phone'], tags: ['fair'] });
  asked[2]?.answer();
  await queue.settle();
  expect(told.at(-1)).toEqual({ waiting: {}, refusal: undefined });
});

test('a change that makes an earlier one meaningless drops it', async () => {
  const { asked, queue } = slowServer();
  queue.add({ tags: ['a'] });
  queue.add({ mapping: ['email'] });
  queue.add({ tags: ['b'] }, ['mapping']);
  asked[0]?.answer();
  await turn();
  expect(asked[1]?.changes).toEqual({ tags: ['b'] });
});
