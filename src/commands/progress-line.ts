import type { Progress, ProgressStep } from "../lib/progress.ts";
import { progressText } from "./progress-text.ts";

/** The part of a stream that a line of progress needs. */
export interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

const DRAW_MS = 100;
/** A rate is that of the last seconds, so that a pause or a faster disk shows soon. */
const RATE_WINDOW_MS = 5_000;
const FIRST_RATE_MS = 1_000;
const STANDARD_COLUMNS = 80;
/** To the beginning of the line, and what stands there away. */
const CLEAR = "\r\u001B[K";

interface Sample {
  readonly at: number;
  readonly done: number;
}

/** One line of a terminal that is written over and over. */
export class ProgressLine implements Progress, Disposable {
  readonly signal: AbortSignal;
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #step: ProgressStep | null = null;
  #done = 0;
  #begunAt = 0;
  #drawnAt = 0;
  #samples: Sample[] = [];

  constructor(terminal: Terminal, signal: AbortSignal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.signal = signal;
    this.#now = now;
    // Seconds go by where nothing is counted, too.
    this.#timer = setInterval(() => this.#draw(), DRAW_MS);
    this.#timer.unref();
  }

  step(step: ProgressStep): void {
    this.#step = step;
    this.#done = 0;
    this.#begunAt = this.#now();
    this.#samples = [{ at: this.#begunAt, done: 0 }];
    this.#draw();
  }

  advance(count: number): void {
    this.reach(this.#done + count);
  }

  /** Draws by itself too, because work that never waits starves the timer. */
  reach(count: number): void {
    this.#done = count;
    if (this.#now() - this.#drawnAt >= DRAW_MS) this.#draw();
  }

  /** Prints a whole line above that of the progress. */
  print(line: string): void {
    this.#terminal.write(`${CLEAR}${line}\n`);
    this.#draw();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    if (this.#step !== null) this.#terminal.write(CLEAR);
    this.#step = null;
  }

  #draw(): void {
    if (this.#step === null) return;
    const at = this.#now();
    this.#drawnAt = at;
    const [done, elapsedMs] = [this.#done, at - this.#begunAt];
    const state = { ...this.#step, done, elapsedMs, perSecond: this.#rate({ at, done }) };
    // Some say 0 for what they don't know; the last column would break the line on others.
    const width = (this.#terminal.columns || STANDARD_COLUMNS) - 1;
    this.#terminal.write(CLEAR + progressText(state, width));
  }

  #rate(sample: Sample): number | null {
    this.#samples.push(sample);
    while ((this.#samples[1]?.at ?? sample.at) < sample.at - RATE_WINDOW_MS) this.#samples.shift();
    const [first = sample] = this.#samples;
    const ms = sample.at - first.at;
    return ms < FIRST_RATE_MS ? null : (1000 * (sample.done - first.done)) / ms;
  }
}
