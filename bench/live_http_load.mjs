// For live_http_bench.sh: facts at a steady rate, and when the contact of one in each batch is listed among the members.
// node live_http_load.mjs ORIGIN KEY SEGMENT CONTACTS FACTS_A_SECOND SECONDS SEGMENTS
import http from 'node:http';

const [origin, key, segment, contactsText, rateText, secondsText, segments] = process.argv.slice(2);
const contacts = Number(contactsText);
const rate = Number(rateText);
const seconds = Number(secondsText);
const batchesASecond = Math.min(100, rate);
const portion = Math.max(1, Math.round(rate / batchesASecond));
const run = Date.now().toString(36);
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function ask(method, path, headers, body) {
  return new Promise((done, failed) => {
    const text = body && JSON.stringify(body);
    const more = text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {};
    const request = http.request(origin + path, { method, agent, headers: { ...headers, ...more } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const said = Buffer.concat(parts).toString();
        if (answer.statusCode < 300) done(JSON.parse(said));
        else failed(new Error(`${method} ${path}: ${answer.statusCode} ${said.slice(0, 300)}`));
      });
    });
    request.on('error', failed);
    request.end(text);
  });
}
const asAdmin = { authorization: `Bearer ${key}` };
const made = await ask('POST', '/api/keys', asAdmin, { name: `load ${run}`, kind: 'write' });
const asSource = { authorization: `Basic ${Buffer.from(`${made.secret}:`).toString('base64')}` };

const waiting = new Map(); // e-mail → when the fact was answered; 0 until then
const early = new Map(); // listed before the answer was read
const took = [];
let sent = 0;
let failures = 0;
let over = false;
let nextFact = Math.floor(Math.random() * 1e9);
let nextProbe = Date.now() % contacts;

async function send() {
  const probe = nextProbe;
  nextProbe = (nextProbe + 7919) % contacts;
  const email = `person${probe}@example.org`;
  const batch = Array.from({ length: portion }, (_, i) => {
    nextFact += 1;
    const user = i === portion - 1 ? probe : Math.floor(Math.random() * contacts);
    const event = i === portion - 1 ? 'probe' : `kind_${nextFact % 100}`;
    return { type: 'track', messageId: `${run}-${nextFact}`, userId: `user-${user}`, event, properties: { page: '/pricing' } };
  });
  waiting.set(email, 0);
  try {
    const answer = await ask('POST', '/v1/batch', asSource, { batch });
    if (answer.accepted !== portion) throw new Error(JSON.stringify(answer));
    sent += portion;
    const now = performance.now();
    if (early.has(email)) {
      took.push(0);
      waiting.delete(email);
    } else waiting.set(email, now);
  } catch (error) {
    failures += 1;
    if (failures < 4) console.error(String(error));
    waiting.delete(email);
  }
}

// The newest members, page by page until one is known already: after a pause there are more than a page holds.
const listed = new Set();
async function look() {
  for (let cursor = ''; ; ) {
    const page = await ask('GET', `/api/segments/${segment}/members?limit=50${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, asAdmin);
    const now = performance.now();
    let known = false;
    for (const member of page.items) {
      if (listed.has(member.email)) known = true;
      listed.add(member.email);
      const since = waiting.get(member.email);
      if (since === undefined) continue;
      if (since === 0) early.set(member.email, now);
      else {
        took.push(now - since);
        waiting.delete(member.email);
      }
    }
    cursor = page.next_cursor ?? '';
    if (known || !cursor || listed.size < 1000) return;
  }
}

// Looks every ten milliseconds: more often, the looking would be most of what the server does.
async function watch() {
  while (!over || waiting.size > 0) {
    const next = performance.now() + 10;
    await look();
    if (over && performance.now() - over > 10_000) break;
    await sleep(Math.max(1, next - performance.now()));
  }
}

const began = performance.now();
const watched = watch();
const open = new Set();
for (let n = 0; performance.now() - began < seconds * 1000; n += 1) {
  const one = send().finally(() => open.delete(one));
  open.add(one);
  const ahead = ((n + 1) * 1000) / batchesASecond - (performance.now() - began);
  if (ahead > 0) await sleep(ahead);
}
await Promise.all(open);
const lasted = (performance.now() - began) / 1000;
over = performance.now();
await watched;
took.sort((a, b) => a - b);
const at = (share) => (took.length ? took[Math.floor(share * (took.length - 1))] : 0).toFixed(1);
console.log(
  `live, HTTP: ${contacts} contacts, ${segments} segments, ${Math.round(sent / lasted)} facts/s for ${lasted.toFixed(0)} s, answer to ` +
    `listed member | p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms, ${took.length} looked at, ${waiting.size} never seen, ` +
    `${failures} requests failed | p99 < 100 ms`,
);
process.exit(failures || waiting.size ? 1 : 0);
