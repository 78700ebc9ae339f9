// Every key exists in every language with the same placeholders, every key the code names exists, and no
// component holds text of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const languages = ['en', 'fr', 'vi'];
const root = new URL('../src', import.meta.url).pathname;
const problems = [];

function flatten(value, prefix = '') {
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? [[prefix + key, item]] : flatten(item, `${prefix}${key}.`),
  );
}

// Names of the arguments of an ICU message: "{count, plural, one {# day}}" → count.
function placeholders(text) {
  const names = new Set();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') {
      const match = /^\{\s*(\w+)\s*([,}])/.exec(text.slice(at));
      if (match && (depth === 0 || match[2] === '}') && !(depth % 2)) names.add(match[1]);
      depth++;
    } else if (text[at] === '}') depth--;
  }
  return [...names].sort().join(',');
}

const texts = {};
for (const language of languages) {
  texts[language] = new Map();
  for (const file of readdirSync(join(root, 'locales', language)).filter((name) => name.endsWith('.json'))) {
    const namespace = file.replace('.json', '');
    const content = JSON.parse(readFileSync(join(root, 'locales', language, file), 'utf8'));
    for (const [key, text] of flatten(content)) texts[language].set(`${namespace}:${key}`, text);
  }
}
for (const [key, text] of texts.en) {
  for (const language of languages.slice(1)) {
    const other = texts[language].get(key);
    if (other === undefined) problems.push(`${language}: ${key} is missing`);
    else if (placeholders(other) !== placeholders(text))
      problems.push(`${language}: ${key} has other placeholders`);
  }
}
for (const language of languages.slice(1)) {
  for (const key of texts[language].keys()) if (!texts.en.has(key)) problems.push(`en: ${key} is missing`);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'locales' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
  });
}

const namespaces = [...new Set([...texts.en.keys()].map((key) => key.split(':')[0]))].join('|');
const wholeKey = new RegExp(`['"\`]((?:${namespaces}):[\\w.]+)['"\`]`, 'g');
const beginning = new RegExp(`\`((?:${namespaces}):[\\w.]*)\\$\\{`, 'g');
const used = new Set();
const usedPrefixes = new Set();
for (const path of sources(root)) {
  const code = readFileSync(path, 'utf8');
  const name = path.slice(root.length + 1);
  for (const [, key] of code.matchAll(wholeKey)) {
    used.add(key);
    if (!texts.en.has(key)) problems.push(`${name}: no text for ${key}`);
  }
  for (const [, prefix] of code.matchAll(beginning)) usedPrefixes.add(prefix);
  if (!path.endsWith('.tsx')) continue;
  for (const [, text] of code.matchAll(/<[A-Za-z][^<>{}]*>\s*([^<>{}]*\p{L}{2,}[^<>{}]*?)\s*<\//gu)) {
    if (!text.includes('=>') && !/[;()]/.test(text))
      problems.push(`${name}: text in a component: ${text.trim()}`);
  }
  for (const [, attribute, text] of code.matchAll(
    /\s(label|title|placeholder|aria-label|description)="([^"]*\p{L}[^"]*)"/gu,
  )) {
    problems.push(`${name}: text in a component: ${attribute}="${text}"`);
  }
}
for (const key of texts.en.keys()) {
  const dynamic = [...usedPrefixes].some((prefix) => key.startsWith(prefix));
  if (!used.has(key) && !dynamic && !key.startsWith('issues:')) problems.push(`${key} is used nowhere`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `locales: ${texts.en.size} texts in ${languages.length} languages, ${problems.length} problems\n`,
);
process.exitCode = problems.length ? 1 : 0;
