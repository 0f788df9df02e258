/** Something that collected output and can send it now. Must not throw. */
export interface Flushable {
  flush(): void;
}

/** While the event loop has other work, requests wait for no more than this. */
const BUSY_SLICE_MS = 0.1;
/** When nothing else happens longer slices cost less. */
const QUIET_SLICE_MS = 1;
/** Between two slices the loop alone takes about 0.02 ms. */
const OTHER_WORK_MS = 0.06;
/** So many slices without other work make it quiet: a client that writes without a pause is back before that. */
const QUIET_AFTER = 10;
/** Under constant load the queue never runs empty; its consumed part is cut off at this length. */
const COMPACT_AT = 4096;

/**
 * Sends the output of many connections in short slices between which the event loop takes in requests, so that a message to
 * thousands does not hold up whoever comes next. What a connection collects until its turn leaves in one write.
 */
export class FlushQueue {
  #waiting: Flushable[] = [];
  #next = 0;
  #isScheduled = false;
  #lastEndMs = 0;
  #quietSlices = 0;

  /** The item must add itself only once until it is flushed: that bounds the queue to the number of connections. */
  add(item: Flushable): void {
    this.#waiting.push(item);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#lastEndMs = 0;
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    const start = performance.now();
    this.#quietSlices = start - this.#lastEndMs > OTHER_WORK_MS ? 0 : this.#quietSlices + 1;
    const until = start + (this.#quietSlices > QUIET_AFTER ? QUIET_SLICE_MS : BUSY_SLICE_MS);
    let now = start;
    for (let item = this.#take(); item !== undefined; item = this.#take()) {
      item.flush();
      now = performance.now();
      if (now >= until) break;
    }
    this.#lastEndMs = now;
    if (this.#next < this.#waiting.length) setImmediate(this.#runSlice);
    else this.#isScheduled = false;
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
