// The shared data sets: in RAPPORT_SHARED_DATA, or beside the sources. A test that needs one says in one line
// when it is absent and is skipped.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.RAPPORT_SHARED_DATA || join(import.meta.dirname, '../../../shared/data');

export function findShared(name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.log(`${name} is not there (RAPPORT_SHARED_DATA): what needs it is skipped`);
  return undefined;
}

export function naughtyStrings(): string[] {
  const path = findShared('conformance/naughty_strings.json');
  // A handful of our own where the corpus is absent.
  return path ? JSON.parse(readFileSync(path, 'utf8')) : ['', 'null', '<script>alert(1)</script>', "'; drop table contacts; --", '\u202eabc', '🏳️‍🌈', 'NaN', '%s%n', '../../etc/passwd'];
}
