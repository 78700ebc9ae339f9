// One `rapport serve` with a workspace of its own: a temporary folder, and a database of its own on the cluster of
// RAPPORT_TEST_POSTGRES. Stopped and removed by stop(); kill() is SIGKILL, start() starts it again on the same data.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export type Engine = 'sqlite' | 'postgres';

const run = promisify(execFile);
export const binary = resolve(process.env.RAPPORT_BINARY ?? join(import.meta.dirname, '../../build/rapport'));
const postgresBin = process.env.PG_BIN ?? '/usr/lib/postgresql/15/bin';

// Without the variables that speak to the tests: to the program they would be settings that it does not know.
const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^RAPPORT_(TEST_POSTGRES|BINARY|SHARED_DATA)$/.test(name)));

export async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

export async function postgresTool(tool: 'createdb' | 'dropdb' | 'psql', args: string[], cluster = process.env.RAPPORT_TEST_POSTGRES): Promise<string> {
  const url = new URL(cluster ?? '');
  const where = ['-h', url.hostname, '-p', url.port, '-U', url.username];
  const { stdout } = await run(join(postgresBin, tool), [...where, ...args], { maxBuffer: 1 << 28 });
  return stdout;
}

export interface StartOptions {
  engine: Engine;
  arguments?: string[];
  environment?: Record<string, string>;
  folder?: string; // an existing data folder; else a new temporary one
  databaseUrl?: string; // an existing database; else a new one on the cluster
  basePath?: string; // "/crm": everything lies below it
}

export class Server {
  port = 0;
  output = '';
  private child: ChildProcess | undefined;

  private constructor(
    readonly options: StartOptions,
    readonly folder: string,
    readonly databaseUrl: string | undefined,
  ) {}

  static async prepare(options: StartOptions): Promise<Server> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rapport-e2e-'));
    let url = options.databaseUrl;
    if (options.engine === 'postgres' && !url) {
      const name = `e2e_${process.pid}_${Date.now()}_${Math.floor(Math.random() * 1e6)}`;
      await postgresTool('createdb', [name]);
      const own = new URL(process.env.RAPPORT_TEST_POSTGRES ?? '');
      own.pathname = `/${name}`;
      url = own.href;
    }
    return new Server(options, folder, url);
  }

  static async start(options: StartOptions): Promise<Server> {
    const server = await Server.prepare(options);
    await server.start();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}${this.options.basePath ?? ''}`;
  }
  get pid(): number | undefined {
    return this.child?.pid;
  }

  // What every command takes to open this workspace.
  get workspace(): string[] {
    return ['--data', this.folder, ...(this.databaseUrl ? ['--database', this.databaseUrl] : [])];
  }

  async start(): Promise<void> {
    this.port ||= await freePort();
    const words = ['serve', ...this.workspace, '--listen', `127.0.0.1:${this.port}`, ...(this.options.arguments ?? [])];
    // The tests are one caller and in a hurry.
    const environment = { ...own, RAPPORT_HTTP_REQUESTS_PER_SECOND: '1000000', RAPPORT_HTTP_DIRECT_PER_SECOND: '1000000',
      ...(this.options.basePath ? { RAPPORT_HTTP_BASE_PATH: this.options.basePath } : {}), ...this.options.environment };
    const child = spawn(binary, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const keep = (chunk: Buffer) => { this.output = (this.output + chunk.toString()).slice(-20_000); };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const deadline = Date.now() + 150_000;
    for (;;) {
      if (child.exitCode !== null || child.signalCode) throw new Error(`the server ended at its start:\n${this.output}`);
      const ready = await fetch(`${this.origin}/readyz`).then((r) => r.ok, () => false);
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`the server was not ready in time:\n${this.output}`);
      await new Promise((r) => setTimeout(r, 25));
    }
  }

  // Runs a command beside the server and gives what it printed.
  async cli(words: string[], input?: string): Promise<string> {
    const going = run(binary, [...words, ...this.workspace], { maxBuffer: 1 << 28, env: own });
    if (input !== undefined) going.child.stdin?.end(input);
    return (await going).stdout;
  }

  private async ended(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode) return child?.exitCode ?? null;
    const end = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    const code = await end;
    clearTimeout(late);
    return code;
  }
  kill(): Promise<number | null> {
    return this.ended('SIGKILL');
  }
  quit(): Promise<number | null> {
    return this.ended('SIGTERM');
  }

  async stop(): Promise<void> {
    await this.quit();
    await this.remove();
  }

  async remove(): Promise<void> {
    if (!this.options.folder) rmSync(this.folder, { recursive: true, force: true });
    if (this.databaseUrl && !this.options.databaseUrl)
      await postgresTool('dropdb', ['--force', '--if-exists', new URL(this.databaseUrl).pathname.slice(1)]).catch(() => undefined);
  }
}
