// The import direction app → features → ui → lib, api; another feature only through its widgets.ts. Also the
// length of files: components stay under 200 lines.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = new URL('../src', import.meta.url).pathname;
const allowed = {
  app: ['app', 'features', 'ui', 'lib', 'api', 'locales'],
  features: ['features', 'ui', 'lib', 'api'],
  ui: ['ui', 'lib', 'api'],
  api: ['api', 'lib'],
  lib: ['lib'],
  locales: ['locales'],
};
const problems = [];

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : /\.(ts|tsx)$/.test(entry.name) ? [path] : [];
  });
}

for (const path of walk(root)) {
  const name = relative(root, path);
  const [layer, feature] = name.split('/');
  const code = readFileSync(path, 'utf8');
  const lines = code.split('\n').length - 1;
  if (path.endsWith('.tsx') && lines > 200) problems.push(`${name}: ${lines} lines, at most 200`);
  if (lines > 400 && !name.endsWith('.gen.ts')) problems.push(`${name}: ${lines} lines, at most 400`);
  for (const [, target] of code.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
    if (!target.startsWith('.') && !target.startsWith('@/')) continue;
    const to = target.startsWith('@/') ? target.slice(2) : relative(root, resolve(path, '..', target));
    const [toLayer, toFeature, toFile] = to.split('/');
    if (!allowed[layer]?.includes(toLayer)) problems.push(`${name}: ${layer} must not import ${to}`);
    const foreign = layer === 'features' && toLayer === 'features' && feature !== toFeature;
    if (foreign && toFile !== 'widgets')
      problems.push(`${name}: use ${toFeature} through its widgets.ts, not ${to}`);
  }
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`layers: ${problems.length} problems\n`);
process.exitCode = problems.length ? 1 : 0;
