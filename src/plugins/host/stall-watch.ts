import { Worker } from "node:worker_threads";

const MAX_NAME_BYTES = 512;
const LOOKS = 10;
const MAX_LOOK_MS = 250;

/**
 * Code that never waits stops the whole server, and nothing in it could say so. A thread of its own looks whether the server still
 * gets to anything else, and writes to stderr what was called last when it does not for the limit.
 */
export class StallWatch implements Disposable {
  /** How often the server got to its timers, and the length of the name. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #name = Buffer.from(new SharedArrayBuffer(MAX_NAME_BYTES));
  readonly #worker: Worker;
  readonly #timer: ReturnType<typeof setInterval>;
  #last = "";

  constructor(limitMs: number) {
    const lookMs = Math.min(MAX_LOOK_MS, limitMs / LOOKS);
    const workerData = { state: this.#state, name: this.#name, looks: Math.ceil(limitMs / lookMs), lookMs };
    this.#worker = new Worker(PROGRAM, { eval: true, workerData });
    this.#worker.unref();
    // Without it stalls are not told: that must not end the server.
    this.#worker.on("error", () => undefined);
    this.#timer = setInterval(() => void Atomics.add(this.#state, 0, 1), lookMs / 2);
    this.#timer.unref();
  }

  /** What is called now. */
  note(what: string): void {
    if (what === this.#last) return;
    this.#last = what;
    this.#state[1] = this.#name.write(what);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    void this.#worker.terminate();
  }
}

/** Counts its looks instead of the time, which goes on while a machine sleeps. */
const PROGRAM = `
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { state, name, looks, lookMs } = workerData;
let beat = -1;
let same = 0;
setInterval(() => {
  const now = Atomics.load(state, 0);
  same = now === beat ? same + 1 : 0;
  beat = now;
  if (same !== looks) return;
  const what = new TextDecoder().decode(name.slice(0, state[1]));
  const seconds = Math.round(looks * lookMs / 100) / 10;
  writeSync(2, new Date().toISOString() + " ERROR the server has been stopped for " + seconds
    + " s by code that never waits, which can't be interrupted; called last: " + what
    + ". Where it goes on: kill -9 " + process.pid + "\\n");
}, lookMs);
`;
