// A PostgreSQL of a test's own, that it may stop and start again.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './server.ts';

const bin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';
const isRoot = process.getuid?.() === 0;

// PostgreSQL refuses root.
function asUser(program: string, args: string[]): void {
  const words = isRoot ? ['-u', 'postgres', '--', join(bin, program), ...args] : args;
  execFileSync(isRoot ? 'runuser' : join(bin, program), words, { cwd: '/', stdio: 'ignore' });
}

export async function startCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-cluster-'));
  const data = join(folder, 'data');
  const port = await freePort();
  if (isRoot) execFileSync('chown', ['postgres', folder]);
  asUser('initdb', ['-D', data, '-U', 'rapport', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  writeFileSync(join(data, 'postgresql.auto.conf'),
    `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = '${folder}'\nmax_connections = 100\n`);
  const start = () => asUser('pg_ctl', ['-D', data, '-l', join(folder, 'log'), '-w', '-s', 'start']);
  const stop = () => asUser('pg_ctl', ['-D', data, '-m', 'fast', '-w', '-s', 'stop']);
  start();
  asUser('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'rapport', 'rapport']);
  return {
    url: `postgres://rapport@127.0.0.1:${port}/rapport`,
    start: async () => start(),
    stop: async () => stop(),
    remove: async () => {
      try { stop(); } catch { /* it may stand already */ }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
