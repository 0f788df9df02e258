/** Something that collected output and can send it now. Must not throw. */
export interface Flushable {
  flush(): void;
}

/**
 * Sends the output of many connections in short slices between which the event loop takes in requests, so that a message to
 * thousands does not hold up whoever comes next. What a connection collects until its turn leaves in one write.
 */
export class FlushQueue {
  readonly #sliceMs: number;
  #waiting: Flushable[] = [];
  #next = 0;
  #isScheduled = false;

  constructor(sliceMs = 0.5) {
    this.#sliceMs = sliceMs;
  }

  /** The item must add itself only once until it is flushed: that bounds the queue to the number of connections. */
  add(item: Flushable): void {
    this.#waiting.push(item);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    const until = performance.now() + this.#sliceMs;
    for (let item = this.#take(); item !== undefined; item = this.#take()) {
      item.flush();
      if (performance.now() >= until) break;
    }
    if (this.#next < this.#waiting.length) {
      setImmediate(this.#runSlice);
    } else {
      this.#isScheduled = false;
    }
  };

  #take(): Flushable | undefined {
    const item = this.#waiting[this.#next++];
    if (item === undefined) {
      this.#waiting = [];
      this.#next = 0;
    } else if (this.#next === COMPACT_AT) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    return item;
  }
}

/** Under constant load the queue never runs empty; its consumed part is cut off at this length. */
const COMPACT_AT = 4096;
