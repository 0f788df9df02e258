import { readFileSync } from "node:fs";
import { CHANNELS, type FrameConnection } from "./frame-connection.ts";
import type { WorkerProgram } from "./supervisor-options.ts";
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

/** Counted rather than timed, because the machine may have slept. */
const MAX_UNANSWERED_PINGS = 12;
/** Linux tells times in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** One process of a worker, from its start to its end. */
export class WorkerProcess {
  readonly number: number;
  readonly isFirst: boolean;
  readonly isReplacement: boolean;
  readonly restore: WorkerTask["restore"];
  state: WorkerState = "starting";
  connection: FrameConnection | null = null;
  /** By the clock of `performance.now()`. */
  listeningSinceMs: number | null = null;
  readonly exited: Promise<WorkerExit>;
  readonly #child: Bun.Subprocess;
  #unansweredPings = 0;

  constructor(number: number, { isFirst, isReplacement, restore, program, env }: WorkerStart) {
    const { command, shownAs } = program;
    this.number = number;
    this.isFirst = isFirst;
    this.isReplacement = isReplacement;
    this.restore = restore;
    this.#child = Bun.spawn([...command], {
      env: { ...process.env, ...env },
      ...(shownAs === undefined ? {} : { argv0: shownAs }),
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

  /** False where it has not answered for so long that it hangs. */
  ping(): boolean {
    if (this.#unansweredPings >= MAX_UNANSWERED_PINGS) return false;
    this.#unansweredPings += 1;
    this.send({ kind: "ping" });
    return true;
  }

  answered(): void {
    this.#unansweredPings = 0;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

export interface WorkerStart {
  readonly isFirst: boolean;
  /** Whether it takes the place of one that died. */
  readonly isReplacement: boolean;
  readonly restore: WorkerTask["restore"];
  readonly program: WorkerProgram;
  readonly env: Readonly<Record<string, string>>;
}
