// A proxy before the server that behaves as networks do: told so, it answers 429 or 500 itself, or lets the server
// take a request in and breaks the connection before the answer gets through.
import { createServer, request as ask, type IncomingMessage, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault = '429' | '500' | 'drop';

interface Seen { path: string; fault?: Fault; status?: number; gzip: boolean }

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export class FaultyProxy {
  readonly seen: Seen[] = [];
  private server: HttpServer | undefined;

  private constructor(readonly target: string, private faults: Fault[]) {}

  // `faults` meet the next requests that send something, one each, in order; then everything passes.
  static async start(target: string, faults: Fault[] = []): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target, [...faults]);
    const server = createServer((incoming, outgoing) => {
      proxy.pass(incoming).then((answer) => {
        if (!answer) return void incoming.socket.destroy();
        outgoing.writeHead(answer.status, answer.headers);
        outgoing.end(answer.body);
      }, () => incoming.socket.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    proxy.server = server;
    return proxy;
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }
  get left(): number {
    return this.faults.length;
  }
  next(...faults: Fault[]): void {
    this.faults.push(...faults);
  }
  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  private async pass(incoming: IncomingMessage) {
    const body = await bodyOf(incoming);
    const fault = incoming.method === 'POST' ? this.faults.shift() : undefined;
    const entry: Seen = { path: incoming.url ?? '', fault, gzip: incoming.headers['content-encoding'] === 'gzip' };
    this.seen.push(entry);
    const open = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };
    if (fault === '429') return { status: 429, headers: { ...open, 'retry-after': '1' }, body: Buffer.from('slow down') };
    if (fault === '500') return { status: 500, headers: open, body: Buffer.from('broken') };
    const answer = await new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((done, failed) => {
      const { connection: _, ...headers } = incoming.headers; // with Host: the server names itself by it
      const going = ask(this.target + incoming.url, { method: incoming.method, headers }, (reply) => {
        bodyOf(reply).then((bytes) => done({ status: reply.statusCode ?? 0, headers: reply.headers, body: bytes }), failed);
      });
      going.once('error', failed);
      going.end(body);
    });
    entry.status = answer.status;
    if (fault === 'drop') return undefined;
    const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...headers } = answer.headers;
    return { ...answer, headers };
  }
}
