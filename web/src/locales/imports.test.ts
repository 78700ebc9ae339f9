import { expect, test } from 'vitest';
import enImports from './en/imports.json';
import enIssues from './en/issues.json';
import frImports from './fr/imports.json';
import frIssues from './fr/issues.json';
import viImports from './vi/imports.json';
import viIssues from './vi/issues.json';

test.each([
  ['en', enImports, enIssues],
  ['fr', frImports, frIssues],
  ['vi', viImports, viIssues],
] as const)('a reason that names a value has another text for many lines, in %s', (_, imports, issues) => {
  const named = Object.entries({ ...issues.field, ...imports.reason })
    .filter(([, text]) => /\{(allowed|forbidden|max|min|values|currency|pattern)\}/.test(text))
    .map(([name]) => name);
  expect(named).toContain('keyword_not_allowed');
  for (const name of named) expect(imports.reason_of_many).toHaveProperty(name);
  for (const text of Object.values(imports.reason_of_many)) expect(text).not.toContain('{');
});
