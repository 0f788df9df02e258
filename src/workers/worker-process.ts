import { readFileSync } from "node:fs";
import { CHANNELS, type FrameConnection } from "./frame-connection.ts";
import type { SupervisorMessage, WorkerTask } from "./worker-protocol.ts";

/**
 * - `starting`: it opens its directory.
 * - `listening`: it accepts requests.
 * - `deaf`: it accepts none any more.
 * - `drained`: all its requests have ended.
 * - `ended`: its process is gone.
 */
export type WorkerState = "starting" | "listening" | "deaf" | "drained" | "ended";

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | number | null;
}

/** Linux tells times in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** One process of a worker, from its start to its end. */
export class WorkerProcess {
  readonly number: number;
  readonly isFirst: boolean;
  readonly restore: WorkerTask["restore"];
  state: WorkerState = "starting";
  connection: FrameConnection | null = null;
  /** By the clock of `performance.now()`. */
  listeningSinceMs: number | null = null;
  unansweredPings = 0;
  readonly exited: Promise<WorkerExit>;
  readonly #child: Bun.Subprocess;

  constructor(number: number, { isFirst, restore, command, env }: WorkerStart) {
    this.number = number;
    this.isFirst = isFirst;
    this.restore = restore;
    this.#child = Bun.spawn([...command], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.exited = this.#child.exited.then(() => ({ code: this.#child.exitCode, signal: this.#child.signalCode }));
  }

  /** How long it has accepted requests. */
  get listenedMs(): number {
    return this.listeningSinceMs === null ? 0 : performance.now() - this.listeningSinceMs;
  }

  /** What its event loop used since its start, in milliseconds; null where the process is gone. */
  cpuMs(): number | null {
    const { pid } = this.#child;
    try {
      // Of its main thread alone: others hash passwords and read.
      const text = readFileSync(`/proc/${pid}/task/${pid}/stat`, "utf8");
      // The name of the process may hold blanks.
      const [, , , , , , , , , , , user, system] = text.slice(text.lastIndexOf(")") + 2).split(" ");
      return (Number(user) + Number(system)) * TICK_MS;
    } catch {
      return null;
    }
  }

  send(message: SupervisorMessage): void {
    this.connection?.send(CHANNELS.control, JSON.stringify(message));
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

export interface WorkerStart {
  readonly isFirst: boolean;
  readonly restore: WorkerTask["restore"];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}
