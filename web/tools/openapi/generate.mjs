// Writes src/api/schema.gen.ts from the API description that the server prints:
//   node tools/openapi/generate.mjs [path of the server binary, or of an openapi.json]
// Its generator needs TypeScript 5, so it lives in a folder of its own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url).pathname;
const source = process.argv[2] ?? join(here, '../../../build/rapport');
const target = join(here, '../../src/api/schema.gen.ts');

if (!existsSync(join(here, 'node_modules'))) {
  execFileSync('npm', ['ci', '--no-fund', '--no-audit'], { cwd: here, stdio: 'inherit' });
}
const description = source.endsWith('.json')
  ? readFileSync(source)
  : execFileSync(source, ['openapi'], { maxBuffer: 1 << 28 });
const file = join(mkdtempSync(join(tmpdir(), 'rapport-openapi-')), 'openapi.json');
writeFileSync(file, description);
execFileSync(join(here, 'node_modules/.bin/openapi-typescript'), [file, '--output', target], {
  stdio: 'inherit',
});
