// Makes one statement of many that differ in their values alone.
//
// `reads-by-id.ts` and `row-writes.ts` ask it. What a query costs the driver and the server is nearly the same for one row and for a few,
// so those that are asked for in one turn of the event loop are sent together, and so are those that come while the same is under
// way. Must stay true: nothing joins what was sent before it came, so that everybody sees what was committed before they asked; and
// nothing waits long for others, for these may be slow.

/** So long the next ones wait for those under way. */
const PATIENCE_MS = 5;

interface Line<Item> {
  /** Null: none waits. */
  waiting: Item[] | null;
  underWay: number;
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
    if (line === undefined) this.#lines.set(name, (line = { waiting: null, underWay: 0, timer: null }));
    if (line.waiting === null) this.#wait(name, line, (line.waiting = [item]));
    else line.waiting.push(item);
    if (line.waiting.length >= this.#maxItems) void this.#flush(name, line);
  }

  #wait(name: string, line: Line<Item>, items: readonly Item[]): void {
    const flush = (): void => {
      if (line.waiting === items) void this.#flush(name, line);
    };
    if (line.underWay === 0) setImmediate(flush);
    else line.timer = setTimeout(flush, PATIENCE_MS);
  }

  async #flush(name: string, line: Line<Item>): Promise<void> {
    const { waiting, timer } = line;
    if (waiting === null) return;
    line.waiting = null;
    line.underWay += 1;
    if (timer !== null) clearTimeout(timer);
    line.timer = null;
    await this.#send(name, waiting);
    line.underWay -= 1;
    if (line.underWay > 0) return;
    if (line.waiting === null) this.#lines.delete(name);
    else void this.#flush(name, line);
  }
}
