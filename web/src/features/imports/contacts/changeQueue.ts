// Changes of one record on their way to the server. They go one after the other, each with all that was said
// since the one before, so that none can overtake another; what is not stored yet stays known, also when the
// server refuses it.
export class ChangeQueue<T extends object> {
  private waiting: Partial<T> = {};
  private working?: Promise<void>;

  constructor(
    private readonly send: (changes: Partial<T>) => Promise<unknown>,
    private readonly tell: (waiting: Partial<T>, refusal?: unknown) => void,
  ) {}

  // `insteadOf` names earlier changes that no longer mean anything.
  add(changes: Partial<T>, insteadOf: readonly (keyof T)[] = []): void {
    const before = { ...this.waiting };
    for (const name of insteadOf) delete before[name];
    this.waiting = { ...before, ...changes };
    this.tell(this.waiting);
    this.settle().catch(() => {}); // told already
  }

  // Fulfilled when everything that was said is stored, rejected with what the server refuses of it.
  settle(): Promise<void> {
    if (this.working) return this.working;
    if (!Object.keys(this.waiting).length) return Promise.resolve();
    this.working = this.work();
    return this.working;
  }

  private async work(): Promise<void> {
    try {
      while (Object.keys(this.waiting).length) {
        const sent = this.waiting;
        try {
          await this.send(sent);
        } catch (refusal) {
          if (this.waiting !== sent) continue; // said anew meanwhile
          this.tell(this.waiting, refusal);
          throw refusal;
        }
        const left = Object.entries(this.waiting).filter(([name, value]) => sent[name as keyof T] !== value);
        this.waiting = Object.fromEntries(left) as Partial<T>;
        this.tell(this.waiting);
      }
    } finally {
      this.working = undefined;
    }
  }
}
