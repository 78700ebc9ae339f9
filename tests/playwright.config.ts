// Suites: api/ (HTTP only), journeys/ (a real browser), crash/ (servers killed and starved). Each runs on SQLite
// and, when RAPPORT_TEST_POSTGRES names a cluster, on PostgreSQL too.
import { defineConfig } from '@playwright/test';
import type { Options } from './support/fixtures.ts';

const postgres = process.env.RAPPORT_TEST_POSTGRES;
const long = Boolean(process.env.LONG);

// The journeys that say something new on the second database: what writes much, what is searched, counted or followed
// live. Those of screens alone run on it with --long; the API they stand on is tested on both every time.
const journeysOnBoth = ['changes', 'corpora', 'duplicates', 'fields', 'first_run', 'imports', 'real_orders', 'rule_filters', 'sdks', 'segment_live',
  'segments', 'smoke'];
const onPostgres = long ? ['**/*.spec.ts'] : ['api/**', 'crash/**', ...journeysOnBoth.map((name) => `journeys/${name}.spec.ts`)];

export default defineConfig<object, Options>({
  testDir: '.',
  outputDir: 'results',
  workers: 2,
  timeout: long ? 600_000 : 60_000,
  expect: { timeout: 7_000 },
  reporter: [['list']],
  // A busy machine may cost a test its time once; one that passes at its second try is named as unsteady.
  retries: long ? 0 : 1,
  forbidOnly: Boolean(process.env.CI),
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1440, height: 900 },
    contextOptions: { reducedMotion: 'reduce' }, // nothing that waits for an animation to end
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  // A test with the tag of one engine belongs to that engine alone.
  projects: [
    { name: 'sqlite', grepInvert: /@postgres|@nowhere/, use: { database: 'sqlite' } },
    ...(postgres ? [{ name: 'postgres', grepInvert: /@sqlite|@nowhere/, testMatch: onPostgres, use: { database: 'postgres' as const } }] : []),
  ],
});
