// Makes one statement of many that differ in their values alone.
//
// `reads-by-id.ts` and `row-writes.ts` ask it. What a query costs the driver and the server is nearly the same for one row and for a few,
// so those that are asked for in one turn of the event loop are sent together, and so are those that come while the same is under
// way. Must stay true: nothing joins what was sent before it came, so that everybody sees what was committed before they asked; and
// nothing waits long for others, for these may be slow.

/** So long the next ones wait for those under way. */
const PATIENCE_MS = 5;
/** So long a few wait for as many as just came together: their clients have been answered and may ask again. */
const REGROUP_MS = 1;

interface Line<Item> {
  /** Null: none waits. */
  waiting: Item[] | null;
  underWay: number;
  /** As many are sent without waiting longer. */
  enough: number;
  timer: ReturnType<typeof setTimeout> | null;
}

export class Gatherer<Item> {
  readonly #send: (name: string, items: readonly Item[]) => Promise<void>;
  readonly #maxItems: number;
  readonly #lines = new Map<string, Line<Item>>();

  /** `send` gets what waited under one name, and never rejects. */
  constructor(send: (name: string, items: readonly Item[]) => Promise<void>, maxItems: number) {
    this.#send = send;
    this.#maxItems = maxItems;
  }

  /** Items of one name are sent together. */
  add(name: string, item: Item): void {
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = { waiting: null, underWay: 0, enough: this.#maxItems, timer: null };
      this.#lines.set(name, line);
    }
    if (line.waiting === null) this.#begin(name, line, (line.waiting = [item]));
    else line.waiting.push(item);
    if (line.waiting.length >= line.enough) void this.#flush(name, line);
  }

  #begin(name: string, line: Line<Item>, items: readonly Item[]): void {
    line.enough = this.#maxItems;
    if (line.underWay > 0) return this.#flushAfter(PATIENCE_MS, name, line);
    setImmediate(() => {
      if (line.waiting === items) void this.#flush(name, line);
    });
  }

  #flushAfter(waitMs: number, name: string, line: Line<Item>): void {
    if (line.timer !== null) clearTimeout(line.timer);
    line.timer = setTimeout(() => void this.#flush(name, line), waitMs);
  }

  async #flush(name: string, line: Line<Item>): Promise<void> {
    const { waiting, timer } = line;
    if (timer !== null) clearTimeout(timer);
    line.timer = null;
    if (waiting === null) return;
    line.waiting = null;
    line.underWay += 1;
    await this.#send(name, waiting);
    line.underWay -= 1;
    if (line.underWay === 0) this.#next(name, line, waiting.length);
  }

  #next(name: string, line: Line<Item>, before: number): void {
    if (line.waiting === null) {
      this.#lines.delete(name);
      return;
    }
    const { length } = line.waiting;
    if (length >= before) return void this.#flush(name, line);
    line.enough = Math.min(length + before, this.#maxItems);
    this.#flushAfter(REGROUP_MS, name, line);
  }
}
