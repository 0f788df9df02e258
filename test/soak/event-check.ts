/** A record as the soak's writers make it: `number` rises by one with each create and update of its bucket. */
export interface Item {
  readonly id: string;
  readonly bucket: number;
  readonly number: number;
  /** The update is the last one: a delete follows at once. */
  readonly final: boolean;
}

export interface ItemEvent {
  readonly action: string;
  readonly record: Item;
}

/** Checks what one client gets: its bucket only, every change once and in order, and every announced deletion. */
export class EventCheck {
  readonly bucket: number;
  readonly problems: string[] = [];
  /** The last number that the client got; null before the first. */
  last: number | null = null;
  events = 0;
  readonly #dying = new Set<string>();
  #waiting: { upTo: number; resolve: () => void } | null = null;
  /** The first event must not be later than this one. */
  #firstAtMost = Infinity;

  constructor(bucket: number) {
    this.bucket = bucket;
  }

  /** Subscribed: whatever is begun from now on, with numbers above that, must arrive. */
  begin(lastBegun: number): void {
    this.#firstAtMost = lastBegun + 1;
  }

  receive({ action, record }: ItemEvent): void {
    this.events += 1;
    if (record.bucket !== this.bucket) {
      this.#fail(`forbidden: ${action} in bucket ${record.bucket}`);
    } else if (action === "delete") {
      // Without the update that announced it the client came in between.
      if (!this.#dying.delete(record.id) && this.last !== null && record.number > this.last)
        this.#fail("unannounced delete");
    } else {
      const expected = this.last === null ? null : this.last + 1;
      if (expected === null && record.number > this.#firstAtMost) this.#fail(`missed up to ${record.number}`);
      if (expected !== null && record.number !== expected) this.#fail(`expected ${expected}, got ${record.number}`);
      this.last = record.number;
      if (record.final) this.#dying.add(record.id);
    }
    this.#settle();
  }

  /** Resolves once the client has everything up to the number. */
  until(upTo: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = { upTo, resolve };
      this.#settle();
    });
  }

  /** What did not come, for the report. */
  missing(upTo: number): string {
    return `bucket ${this.bucket} has ${this.last} of ${upTo}, ${this.#dying.size} deletes to come`;
  }

  #settle(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const isComplete = (this.last ?? this.#firstAtMost - 1) >= waiting.upTo && this.#dying.size === 0;
    if (!isComplete) return;
    this.#waiting = null;
    waiting.resolve();
  }

  #fail(problem: string): void {
    if (this.problems.length < 5) this.problems.push(problem);
  }
}
