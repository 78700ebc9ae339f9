// Messages on their way: kept until the server has answered, tried again with growing pauses, and, when the visitor
// agreed to be recognised, kept over the end of the page. What is sent twice counts once by its messageId.
import { type Message, newId } from './messages';

const most = 200; // messages that wait; the oldest go first
const longest = 50_000; // characters of a request: a browser lets 64 kB outlive the page
const together = 50; // messages of a request
const prefix = 'rapport.queue.';

export const storage = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // closed to us
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(name, value);
    } catch {
      // full or closed: memory serves
    }
  },
  remove(name: string): void {
    try {
      localStorage.removeItem(name);
    } catch {
      // closed
    }
  },
  names(start: string): string[] {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(start));
    } catch {
      return [];
    }
  },
};

export class Outbox {
  private waiting: Message[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending = false;
  private failures = 0;
  private readonly left = new WeakSet<Message>(); // given to the browser when the page ended or was hidden
  private readonly place = prefix + newId();

  constructor(
    private readonly address: string,
    private readonly key: string,
    private keeps: boolean,
  ) {
    this.takeOver();
    addEventListener('pagehide', () => this.leave());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.leave();
    });
    addEventListener('online', () => this.flush());
  }

  add(message: Message): void {
    this.waiting.push(message);
    if (this.waiting.length > most) this.waiting.shift();
    this.keep();
    this.flushIn(50);
  }

  // Whether what waits may lie in the browser's storage.
  mayKeep(keeps: boolean): void {
    this.keeps = keeps;
    if (keeps) this.takeOver();
    else for (const name of storage.names(prefix)) storage.remove(name);
    this.keep();
  }

  forget(): void {
    this.waiting = [];
    this.mayKeep(false);
  }

  // What earlier pages, or a neighbour, had not yet heard back about.
  private takeOver(): void {
    if (!this.keeps) return;
    for (const name of storage.names(prefix)) {
      try {
        const found = JSON.parse(storage.get(name) ?? '[]') as Message[];
        this.waiting = [...found, ...this.waiting].slice(-most);
      } catch {
        // not ours
      }
      storage.remove(name);
    }
    this.keep();
    if (this.waiting.length) this.flushIn(50);
  }

  private keep(): void {
    if (!this.keeps || !this.waiting.length) return storage.remove(this.place);
    storage.set(this.place, JSON.stringify(this.waiting));
  }

  private flushIn(pause: number): void {
    if (this.timer !== undefined || this.sending) return;
    this.timer = setTimeout(() => this.flush(), pause);
  }

  private next(waiting = this.waiting): { messages: Message[]; body: string } {
    const messages: Message[] = [];
    let length = 200;
    for (const message of waiting.slice(0, together)) {
      // In octets: what is not ASCII takes more than its length.
      length += new Blob([JSON.stringify(message)]).size + 1;
      if (length > longest && messages.length) break;
      messages.push(message);
    }
    const body = JSON.stringify({ writeKey: this.key, sentAt: new Date().toISOString(), batch: messages });
    return { messages, body };
  }

  // Plain text with the key inside needs no question ahead to another origin (no preflight).
  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.sending || !this.waiting.length) return;
    const { messages, body } = this.next();
    this.sending = true;
    fetch(this.address, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body,
      credentials: 'omit',
      keepalive: body.length < longest,
    }).then(
      (answer) => {
        const again = answer.status === 429 || answer.status === 408 || answer.status >= 500;
        this.settle(again ? [] : messages, Number(answer.headers.get('Retry-After')) || 0);
      },
      () => this.settle([], 0),
    );
  }

  // Those that are over, for good or bad, and how many seconds the server asked to wait.
  private settle(over: Message[], seconds: number): void {
    this.sending = false;
    this.failures = over.length ? 0 : this.failures + 1;
    this.waiting = this.waiting.filter((message) => !over.includes(message));
    this.keep();
    if (!this.waiting.length) return;
    const growing = Math.min(60_000, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2);
    this.flushIn(over.length ? 0 : Math.max(growing, seconds * 1000));
  }

  // The page ends: the browser carries on what it takes. Nobody hears the answer, so what is kept stays kept.
  private leave(): void {
    for (;;) {
      const { messages, body } = this.next(this.waiting.filter((message) => !this.left.has(message)));
      if (!messages.length || !navigator.sendBeacon(this.address, body)) return;
      for (const message of messages) this.left.add(message);
    }
  }
}
