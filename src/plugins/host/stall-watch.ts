import { Worker } from "node:worker_threads";
import { ownRole } from "../../workers/worker-role.ts";

const MAX_NAME_BYTES = 512;
const LOOKS = 10;
const MAX_LOOK_MS = 250;

/** A text that another thread can read. */
class SharedText {
  readonly bytes = Buffer.from(new SharedArrayBuffer(MAX_NAME_BYTES));
  /** Its length in bytes; 0 for none. */
  readonly length = new Int32Array(new SharedArrayBuffer(4));
  #written = "";
  #bytes = 0;

  set(text: string | null): void {
    if (text !== null && text !== this.#written) {
      this.#written = text;
      this.#bytes = this.bytes.write(text);
    }
    this.length[0] = text === null ? 0 : this.#bytes;
  }
}

/**
 * Code that never waits stops the whole server, and nothing in it could say so. A thread of its own looks whether the server still
 * gets to anything else, and writes to stderr that it does not for the limit, and which code of a plugin runs, if any. After an
 * `await` nothing tells when a plugin's code goes on: calls that wait are named as what may be the cause. A worker whose supervisor is
 * gone is ended by it, since nobody else would.
 */
export class StallWatch implements Disposable {
  /** How often the server got to its timers, and how many calls of plugins wait. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #running = new SharedText();
  readonly #waiting = new SharedText();
  readonly #worker: Worker;
  readonly #timer: ReturnType<typeof setInterval>;
  #runningName: string | null = null;
  #waitingName: string | null = null;

  constructor(limitMs: number) {
    const lookMs = Math.min(MAX_LOOK_MS, limitMs / LOOKS);
    const [running, waiting] = [this.#running, this.#waiting].map(({ bytes, length }) => ({ bytes, length }));
    const supervisor = ownRole() === null ? null : process.ppid;
    const looks = Math.ceil(limitMs / lookMs);
    const workerData = { state: this.#state, running, waiting, looks, lookMs, supervisor };
    this.#worker = new Worker(PROGRAM, { eval: true, workerData });
    this.#worker.unref();
    // Without it stalls are not told: that must not end the server.
    this.#worker.on("error", () => undefined);
    this.#timer = setInterval(() => void Atomics.add(this.#state, 0, 1), lookMs / 2);
    this.#timer.unref();
  }

  /** Says which code of a plugin runs now, null for the server's own, and returns which did before. */
  enter(what: string | null): string | null {
    const before = this.#runningName;
    if (what !== before) this.#running.set((this.#runningName = what));
    return before;
  }

  /** Code of a plugin waits and will go on. */
  begin(what: string): void {
    Atomics.add(this.#state, 1, 1);
    this.#waiting.set((this.#waitingName = what));
  }

  /** What began before is over, or waits for the server. */
  end(what: string): void {
    Atomics.sub(this.#state, 1, 1);
    if (what === this.#waitingName) this.#waiting.set((this.#waitingName = null));
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
const { state, running, waiting, looks, lookMs, supervisor } = workerData;
const textOf = ({ bytes, length }) => new TextDecoder().decode(bytes.slice(0, length[0]));
const cause = () => {
  const code = textOf(running);
  if (code !== "") return "it is in " + code;
  const calls = Atomics.load(state, 1);
  if (calls === 0) return "no plugin is running";
  return "it may be in " + (textOf(waiting) || "one of " + calls + " running plugin calls");
};
let beat = -1;
let same = 0;
setInterval(() => {
  const now = Atomics.load(state, 0);
  same = now === beat ? same + 1 : 0;
  beat = now;
  if (same >= looks && supervisor !== null && process.ppid !== supervisor) process.kill(process.pid, "SIGKILL");
  if (same !== looks) return;
  const seconds = Math.round(looks * lookMs / 100) / 10;
  writeSync(2, new Date().toISOString() + " ERROR the server has been stopped for " + seconds
    + " s by synchronous code, which can't be interrupted; " + cause()
    + ". If it does not end: kill -9 " + process.pid + "\\n");
}, lookMs);
`;
