// Prints the failed and the unsteady tests of a Playwright JSON report: title, place, and the first lines of each error.
import { readFileSync } from 'node:fs';

const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, '');
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const error of report.errors ?? []) console.log(plain(error.message ?? String(error)).slice(0, 2000));

function walk(suite, names) {
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status !== 'unexpected' && test.status !== 'flaky') continue;
      const word = test.status === 'flaky' ? 'UNSTEADY (passed at its second try)' : 'FAILED';
      console.log(`${word} [${test.projectName}] ${[...names, spec.title].join(' › ')} (${spec.file}:${spec.line})`);
      const last = test.status === 'flaky' ? test.results[0] : test.results.at(-1);
      for (const error of last?.errors ?? []) console.log(indent(plain(error.message ?? '').slice(0, 3000)));
    }
  }
  for (const inner of suite.suites ?? []) walk(inner, [...names, inner.title]);
}
const indent = (text) => text.split('\n').slice(0, 40).map((line) => `    ${line}`).join('\n');
for (const suite of report.suites ?? []) walk(suite, []);
