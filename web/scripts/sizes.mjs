// What the first page loads, from Vite's manifest, against the budget: 230 kB of JavaScript and 40 kB of CSS,
// gzip. Also lists the pages that load on demand, and weighs the snippet for the pages of others: 4 kB.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));
const budget = { js: 230_000, css: 40_000, snippet: 4_000 };
const gzipped = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length;

function closure(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const next of manifest[entry].imports ?? []) closure(next, seen);
  return seen;
}

const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);
const first = new Set(entries.flatMap((entry) => [...closure(entry)]));
// The English texts are part of the first page too.
const english = Object.keys(manifest).find((key) => key.endsWith('locales/en/index.ts'));
if (english) first.add(english);
const total = { js: 0, css: 0 };
const styles = new Set();
for (const key of first) {
  total.js += gzipped(manifest[key].file);
  for (const file of manifest[key].css ?? []) styles.add(file);
}
for (const file of styles) total.css += gzipped(file);

process.stdout.write(
  `first page: ${(total.js / 1000).toFixed(1)} kB JavaScript, ${(total.css / 1000).toFixed(1)} kB CSS (gzip)\n`,
);
const lazy = Object.entries(manifest)
  .filter(([key, chunk]) => !first.has(key) && chunk.file.endsWith('.js'))
  .map(([key, chunk]) => [key, gzipped(chunk.file)])
  .sort((a, b) => b[1] - a[1]);
for (const [key, size] of lazy.slice(0, 12))
  process.stdout.write(`  on demand: ${key} ${(size / 1000).toFixed(1)} kB\n`);
if (total.js > budget.js || total.css > budget.css) {
  process.stderr.write('over the budget of 230 kB JavaScript and 40 kB CSS\n');
  process.exitCode = 1;
}

const snippet = gzipped('js/rapport.js');
process.stdout.write(`js/rapport.js: ${(snippet / 1000).toFixed(1)} kB (gzip)\n`);
if (snippet > budget.snippet) {
  process.stderr.write('js/rapport.js is over its budget of 4 kB\n');
  process.exitCode = 1;
}
