// A reader of server-sent events: collects what came, and waits for what is wanted.
export interface LiveFact { id: string; seq: number; type: string }

export class EventStream {
  facts: LiveFact[] = [];
  ids: string[] = [];
  segments: string[] = []; // that were told to look otherwise
  text = '';
  ended = false;
  private readonly stop = new AbortController();

  static async open(origin: string, path: string, headers: Record<string, string>): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(origin + path, { headers: { ...headers, accept: 'text/event-stream' }, signal: stream.stop.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    if (response.headers.get('content-type') !== 'text/event-stream') throw new Error('it is no stream of events');
    void stream.read(response);
    await stream.until(() => stream.text.includes(': open'));
    return stream;
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        const text = decoder.decode(piece, { stream: true });
        this.text += text;
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // closed by us, or broken
    }
    this.ended = true;
  }

  private take(block: string): void {
    const lines = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    if (lines.event === 'segment') this.segments.push((JSON.parse(lines.data ?? '{}') as { segment_id: string }).segment_id);
    if (lines.event !== 'facts') return;
    this.ids.push(lines.id ?? '');
    this.facts.push(...(JSON.parse(lines.data ?? '{}') as { facts: LiveFact[] }).facts);
  }

  // How many milliseconds it took.
  async until(holds: () => boolean, within = 5_000): Promise<number> {
    const from = Date.now();
    while (!holds()) {
      if (Date.now() - from > within) throw new Error(`it did not come within ${within} ms; so far: ${this.text.slice(-500)}`);
      await new Promise((r) => setTimeout(r, 10));
    }
    return Date.now() - from;
  }
  has(type: string): boolean {
    return this.facts.some((fact) => fact.type === type);
  }
  close(): void {
    this.stop.abort();
  }
}
