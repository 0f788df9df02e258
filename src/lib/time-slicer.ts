// Long work in short slices, so that requests are answered in between.
//
// Realtime puts the work of its events and the output of its connections here, and long loops (large JSON, lists of records) ask
// for a pause. Must stay true: work and output both go on however much there is of the other, a slice under load is at most
// `MAX_SLICE_MS` long unless clients fall behind, and nothing is done in the turn of the caller.
/** Something that collected output and can send it now. Must not throw. */
export interface Flushable {
  flush(): void;
}

/** While the event loop has other work, a slice is half as long as that took, within these limits: who waits for an answer goes first. */
const MIN_SLICE_MS = 0.05;
const MAX_SLICE_MS = 1;
const SHARE = 0.5;
/** Once output waits for so long, or so much work, they get half of the time: clients must not be dropped for not being served. */
const BEHIND_AFTER_MS = 250;
const MAX_BEHIND_SLICE_MS = 50;
const BEHIND_AFTER_WORK = 100;
/** When nothing else happens longer slices cost less. Who comes then waits for one of them. */
const QUIET_SLICE_MS = 0.2;
/** Between two slices the loop alone takes about 0.02 ms. */
const OTHER_WORK_MS = 0.06;
/** So many slices without other work make it quiet: a client that writes without a pause is back before that. */
const QUIET_AFTER = 10;
/**
 * A burst that takes longer than this rests once. Whoever got an answer just before it (a writer, a proxy on the same machine)
 * may have been put on the core of this process, and would otherwise wait there until the burst ends.
 */
const REST_AFTER_MS = 0.2;
const REST_MS = 1;

/** For work that goes on for long, between its steps: a turn to wait for once the time of this one is over, else null. */
export interface Turns {
  pause(): Promise<void> | null;
}

export interface TimeSlicerOptions {
  readonly now?: () => number;
  /** Goes on after a time in which the process does nothing. */
  readonly rest?: (goOn: () => void) => void;
}

/**
 * Does what many connections need done in short slices between which the event loop takes in requests, so that a message to
 * thousands does not hold up whoever comes next. Work (finding out who gets what) and output share each slice; what a
 * connection collects until its turn leaves in one write.
 */
export class TimeSlicer implements Turns {
  readonly #now: () => number;
  readonly #rest: (goOn: () => void) => void;
  /** What returns true goes on in the next slice, before all that was added later. */
  readonly #work = new Fifo<() => boolean>();
  readonly #output = new Fifo<Flushable>();
  readonly #waiting = new Set<() => void>();
  #isScheduled = false;
  #isClosed = false;
  #lastEndMs = 0;
  #pauseAtMs = 0;
  #gaveTurn = false;
  /** What the slices took since the queue was empty. */
  #burstMs = 0;
  #quietSlices = 0;
  /** Output that was waiting at `#roundStartMs` and still is. */
  #roundLeft = 0;
  #roundStartMs = 0;

  constructor({ now = () => performance.now(), rest = (goOn) => setTimeout(goOn, REST_MS) }: TimeSlicerOptions = {}) {
    this.#now = now;
    this.#rest = rest;
  }

  /** Runs the work in its turn. It must not throw, and what takes long should wait for its `nextTurn` now and then. */
  addWork(work: () => void): void {
    this.#add(() => {
      work();
      return false;
    });
  }

  /** The same for work of many steps, each of which is short: as many at a time as its turn allows. No later work comes in between. */
  addSteps(steps: Iterator<unknown>): void {
    this.#add(() => steps.next().done !== true);
  }

  /** Flushes the item in its turn. It must add itself only once until then: that bounds the queue to the number of connections. */
  addOutput(item: Flushable): void {
    this.#output.add(item);
    this.#schedule();
  }

  /** Drops what has not had its turn, and whatever is added later. Who waits for a turn goes on. */
  close(): void {
    this.#isClosed = true;
    for (const goOn of this.#waiting) goOn();
    this.#waiting.clear();
  }

  pause(): Promise<void> | null {
    return this.#now() < this.#pauseAtMs ? null : this.nextTurn();
  }

  nextTurn(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      this.addWork(() => {
        this.#gaveTurn = true;
        this.#waiting.delete(resolve);
        resolve();
      });
    });
  }

  #add(work: () => boolean): void {
    this.#work.add(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#burstMs = 0;
    this.#lastEndMs = this.#now();
    setImmediate(this.#runSlice);
  }

  readonly #runSlice = (): void => {
    if (this.#isClosed) return;
    const start = this.#now();
    const otherMs = start - this.#lastEndMs;
    this.#quietSlices = otherMs > OTHER_WORK_MS ? 0 : this.#quietSlices + 1;
    const sliceMs = this.#sliceMs(start, otherMs);
    const workMs = this.#output.isEmpty ? sliceMs : sliceMs / 2;
    this.#pauseAtMs = start + sliceMs;
    let now = start;
    this.#gaveTurn = false;
    for (let work = this.#work.take(); work !== undefined; work = this.#work.take()) {
      if (work()) this.#work.putBack(work);
      now = this.#now();
      // Who got a turn goes on after this slice, and takes what is left of its time: others with a turn would add theirs.
      if (this.#gaveTurn || now >= start + workMs) break;
    }
    for (let item = this.#output.take(); item !== undefined; item = this.#output.take()) {
      item.flush();
      this.#roundLeft -= 1;
      now = this.#now();
      if (now >= start + sliceMs) break;
    }
    this.#lastEndMs = now;
    this.#isScheduled = !this.#work.isEmpty || !this.#output.isEmpty;
    if (!this.#isScheduled) return;
    const mayRest = this.#burstMs < REST_AFTER_MS;
    this.#burstMs += now - start;
    if (mayRest && this.#burstMs >= REST_AFTER_MS) this.#rest(this.#runSlice);
    else setImmediate(this.#runSlice);
  };

  #sliceMs(nowMs: number, otherMs: number): number {
    if (this.#roundLeft <= 0) {
      this.#roundLeft = this.#output.size;
      this.#roundStartMs = nowMs;
    }
    if (nowMs - this.#roundStartMs > BEHIND_AFTER_MS || this.#work.size > BEHIND_AFTER_WORK) {
      return Math.min(MAX_BEHIND_SLICE_MS, Math.max(QUIET_SLICE_MS, otherMs));
    }
    if (this.#quietSlices > QUIET_AFTER) return QUIET_SLICE_MS;
    return Math.min(MAX_SLICE_MS, Math.max(MIN_SLICE_MS, otherMs * SHARE));
  }
}

/** Under constant load a queue never runs empty; its consumed part is cut off at this length. */
const COMPACT_AT = 4096;

class Fifo<Item> {
  #items: Item[] = [];
  #next = 0;

  get size(): number {
    return this.#items.length - this.#next;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** The next one to be taken again. */
  putBack(item: Item): void {
    if (this.#next === 0) {
      this.#items.unshift(item);
    } else {
      this.#next -= 1;
      this.#items[this.#next] = item;
    }
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
