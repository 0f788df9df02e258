import { readFileSync } from "node:fs";
import { Connection } from "./connection.ts";

const SAMPLE_MS = 100;
/** Shorter waits are not looked into: that costs more than they do. */
const SHORT_MS = 100;
const VIEW_EVERY_MS = 100;
const VIEW_TIMEOUT_MS = 60_000;

interface Sample {
  readonly atMs: number;
  /** So long the server and this program were ready to run but other programs ran. */
  readonly stolenMs: number;
}

export interface Wait {
  readonly atMs: number;
  readonly durationMs: number;
}

/** Watches a server from outside: how long a simple `view` waits, and how much memory it has. */
export class Vitals implements Disposable {
  readonly views: Wait[] = [];
  peakBytes = 0;
  readonly #pid: number;
  readonly #samples: Sample[] = [];
  readonly #sampler: Timer;
  #isOver = false;

  constructor(pid: number, private_: { readonly url: string; readonly path: string }) {
    this.#pid = pid;
    this.#sampler = setInterval(() => this.#sample(), SAMPLE_MS);
    this.#sample();
    void this.#watchViews(private_.url, private_.path);
  }

  /** How long the server took, without the time in which other programs had the machine. */
  ownMs(fromMs: number, toMs: number): number {
    if (toMs - fromMs < SHORT_MS) return toMs - fromMs;
    this.#sample();
    const before = this.#samples.findLast(({ atMs }) => atMs <= fromMs) ?? this.#samples[0];
    const after = this.#samples.find(({ atMs }) => atMs >= toMs) ?? this.#samples.at(-1);
    return toMs - fromMs - ((after?.stolenMs ?? 0) - (before?.stolenMs ?? 0));
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearInterval(this.#sampler);
  }

  #sample(): void {
    this.#samples.push({ atMs: performance.now(), stolenMs: stolenMs(this.#pid) + stolenMs(process.pid) });
    if (this.#samples.length > 4000) this.#samples.splice(0, 2000);
    this.peakBytes = Math.max(this.peakBytes, residentBytes(this.#pid));
  }

  async #watchViews(url: string, path: string): Promise<void> {
    const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    let connection: Connection | null = null;
    while (!this.#isOver) {
      try {
        if (connection?.isOpen !== true) connection = await Connection.open(url);
        const startMs = performance.now();
        await connection.exchange(request, { timeoutMs: VIEW_TIMEOUT_MS });
        const endMs = performance.now();
        this.views.push({ atMs: startMs, durationMs: this.ownMs(startMs, endMs) });
      } catch {
        // The server restarts, or has ended: the round finds out.
      }
      await Bun.sleep(VIEW_EVERY_MS);
    }
    connection?.close();
  }
}

/** The second number of schedstat: nanoseconds in the run queue. 0 where the system does not tell. */
function stolenMs(pid: number): number {
  return Number(read(`/proc/${pid}/task/${pid}/schedstat`).split(" ")[1] ?? 0) / 1e6;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
