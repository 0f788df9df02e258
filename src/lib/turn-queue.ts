/** Something that collected output and can send it now. Must not throw. */
export interface Flushable {
  flush(): void;
}

/** While the event loop has other work, a slice is as long as that took, within these limits: half of the time for each. */
const MIN_SLICE_MS = 0.05;
const MAX_SLICE_MS = 5;
/** When nothing else happens longer slices cost less. */
const QUIET_SLICE_MS = 1;
/** Between two slices the loop alone takes about 0.02 ms. */
const OTHER_WORK_MS = 0.06;
/** So many slices without other work make it quiet: a client that writes without a pause is back before that. */
const QUIET_AFTER = 10;

/**
 * Does what many connections need done in short slices between which the event loop takes in requests, so that a message to
 * thousands does not hold up whoever comes next. Work (finding out who gets what) and output share each slice; what a
 * connection collects until its turn leaves in one write.
 */
export class TurnQueue {
  readonly #work = new Fifo<() => void>();
  readonly #output = new Fifo<Flushable>();
  #isScheduled = false;
  #isClosed = false;
  #lastEndMs = 0;
  #pauseAtMs = 0;
  #quietSlices = 0;

  /** Runs the work in its turn. It must not throw, and what takes long should wait for its `nextTurn` now and then. */
  addWork(work: () => void): void {
    this.#work.add(work);
    this.#schedule();
  }

  /** Flushes the item in its turn. It must add itself only once until then: that bounds the queue to the number of connections. */
  addOutput(item: Flushable): void {
    this.#output.add(item);
    this.#schedule();
  }

  /** Drops what has not had its turn, and whatever is added later. */
  close(): void {
    this.#isClosed = true;
  }

  /** For work that goes on for long, between its steps: a turn to wait for once this one is over, else null. */
  pause(): Promise<void> | null {
    return performance.now() < this.#pauseAtMs ? null : this.nextTurn();
  }

  nextTurn(): Promise<void> {
    return new Promise((resolve) => this.addWork(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#lastEndMs = performance.now();
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    if (this.#isClosed) return;
    const start = performance.now();
    const otherMs = start - this.#lastEndMs;
    this.#quietSlices = otherMs > OTHER_WORK_MS ? 0 : this.#quietSlices + 1;
    const fairMs = Math.min(MAX_SLICE_MS, Math.max(MIN_SLICE_MS, otherMs));
    const sliceMs = this.#quietSlices > QUIET_AFTER ? QUIET_SLICE_MS : fairMs;
    const workMs = this.#output.isEmpty ? sliceMs : sliceMs / 2;
    this.#pauseAtMs = start + sliceMs;
    let now = start;
    for (let work = this.#work.take(); work !== undefined; work = this.#work.take()) {
      work();
      now = performance.now();
      if (now >= start + workMs) break;
    }
    for (let item = this.#output.take(); item !== undefined; item = this.#output.take()) {
      item.flush();
      now = performance.now();
      if (now >= start + sliceMs) break;
    }
    this.#lastEndMs = now;
    this.#isScheduled = !this.#work.isEmpty || !this.#output.isEmpty;
    if (this.#isScheduled) setImmediate(this.#runSlice);
  };
}

/** Under constant load a queue never runs empty; its consumed part is cut off at this length. */
const COMPACT_AT = 4096;

class Fifo<Item> {
  #items: Item[] = [];
  #next = 0;

  get isEmpty(): boolean {
    return this.#next >= this.#items.length;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  take(): Item | undefined {
    const item = this.#items[this.#next];
    if (item === undefined) return undefined;
    this.#next += 1;
    if (this.#next === this.#items.length) {
      this.#items = [];
      this.#next = 0;
    } else if (this.#next === COMPACT_AT) {
      this.#items.splice(0, this.#next);
      this.#next = 0;
    }
    return item;
  }
}
