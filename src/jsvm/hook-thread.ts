import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { GivenBytes } from "./given-bytes.ts";
import { MessagesToThread } from "./messages-to-thread.ts";
import { newRunKey } from "./run-keys.ts";
import { programUrl, sharedRuntime } from "./thread-programs.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-protocol.ts";

/** One run of a handler, from its message to its outcome. */
export interface Run {
  /** What runs, for messages. */
  readonly what: string;
  /** JSON text. */
  readonly message: string;
  /** Performs a call of the handler: `text` is that of the call, the result that of its answer. Never rejects. */
  readonly perform: (text: string, place: CallPlace) => Promise<string>;
  /** Keeps what comes beside its calls and its outcome. Default: nothing does. */
  readonly bytes?: GivenBytes | undefined;
  /** Where nothing that earlier runs left in their realm may be seen. */
  readonly needsNewRealm?: boolean;
}

/** A run at its place among others. */
export interface PlacedRun extends Run {
  /** How many runs it is within, those before it in its chain included. */
  readonly depth: number;
  /** The same without those. */
  readonly level: number;
}

/** A call that a thread waits in. */
export interface CallPlace extends RunPlace {
  readonly thread: HookThread;
}

/** What a run is done within. */
export interface RunPlace {
  /** That of the run that it is within. */
  readonly depth: number;
  /** That of what runs here. */
  readonly level: number;
  /** What waits for it; null for no thread. */
  readonly thread: HookThread | null;
  readonly callId: number;
}

interface ActiveRun extends PlacedRun {
  readonly id: number;
  readonly outcome: PromiseWithResolvers<string>;
  /** Of the process, when the run was first looked at. */
  startRssBytes: number | null;
  /** How many threads of the pool were there then, without those that were just beginning. */
  startReadyThreads: number | null;
  /** How long its own code has been running. */
  spentMs: number;
}

/** What a thread takes that runs a handler, at most. */
const THREAD_BYTES = 24 * 1024 ** 2;

interface RunLimits {
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** How many threads the pool has begun until now. */
  readonly threads: number;
  /** Those of them that are not just beginning. */
  readonly readyThreads: number;
}

/** What waits for other programs, and for time itself. */
const LONG_CALL = /^\{"operation":"(?:http\.|os\.wait|system\.sleep|file\.fromURL)/;

export interface ThreadOptions {
  readonly environment: string;
  /** Default: none. */
  readonly runtimeFile?: string | null;
  readonly onEnd: () => void;
  /** Called when a call begins that leaves the thread's core to others for long. Default: nothing. */
  readonly onHeldUp?: () => void;
  /** Whether it begins because others wait for other servers: then it stands back more. Default: false. */
  readonly isExtra?: boolean;
}

/** Of 19: where there are fewer cores than work, the server's thread gets three times the time of one of these. */
const NICENESS = 5;
/**
 * A hundred threads that begin one after the other take a core for seconds. With 5 a view beside them took ten times as long at the
 * 99th percentile on two cores, with 15 twice.
 */
const EXTRA_NICENESS = 15;

/** The server's side of a thread that runs hook files. */
export class HookThread {
  readonly isExtra: boolean;
  /** When it last had nothing more to do. */
  idleSinceMs = 0;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #messages: MessagesToThread;
  readonly #begun = Promise.withResolvers<void>();
  readonly #onEnd: () => void;
  readonly #onHeldUp: () => void;
  /** The innermost last. */
  readonly #runs: ActiveRun[] = [];
  /** The calls that the thread waits in, the innermost last; each belongs to a run. */
  readonly #calls: {
    readonly id: number;
    readonly run: ActiveRun;
    readonly sinceMs: number;
    readonly isLong: boolean;
  }[] = [];
  /** What the answers of calls under way have beside their texts, by the calls' numbers. */
  readonly #bytes = new Map<number, Map<number, Uint8Array<ArrayBuffer>>>();
  #lastRunId = 0;
  #hasBegun = false;
  #ended: Error | null = null;

  constructor({ environment, onEnd, onHeldUp = () => undefined, isExtra = false, runtimeFile = null }: ThreadOptions) {
    const { port1, port2 } = new MessageChannel();
    const niceness = isExtra ? EXTRA_NICENESS : NICENESS;
    this.#messages = new MessagesToThread(port1);
    const data: ThreadData = {
      port: port2,
      messages: this.#messages.shared,
      runtime: sharedRuntime(),
      runtimeFile,
      environment,
      niceness,
    };
    this.#port = port1;
    this.#onEnd = onEnd;
    this.#onHeldUp = onHeldUp;
    this.isExtra = isExtra;
    this.#worker = new Worker(programUrl(), { name: "hook files", ref: false });
    this.#worker.addEventListener("error", ({ message }) => {
      this.end(new Error(`a thread of hook files failed: ${message}`));
    });
    this.#worker.addEventListener("close", () => this.end(new Error("a thread of hook files ended")));
    this.#worker.postMessage(data, [port2]);
    port1.on("message", (message: FromThread) => this.#receive(message));
    port1.unref();
  }

  /** Resolves when the thread can run something, or has ended. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  get isIdle(): boolean {
    return this.#runs.length === 0;
  }

  /** Whether it waits in a call for so long that it needs no core, as for another server. */
  isHeldUp(ms: number): boolean {
    const call = this.#calls.at(-1);
    return call !== undefined && !this.#isRunning && (call.isLong || performance.now() - call.sinceMs > ms);
  }

  /** Whether the thread waits in just that call, so that it can run something within it. */
  waitsIn({ thread, callId }: RunPlace): boolean {
    return thread === this && this.#ended === null && this.#calls.at(-1)?.id === callId && !this.#isRunning;
  }

  /** Resolves to the outcome's text; rejects where the thread was ended before. */
  run(run: PlacedRun): Promise<string> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    this.#lastRunId += 1;
    const { what, message, perform, bytes, depth, level } = run;
    const active: ActiveRun = {
      what,
      message,
      perform,
      bytes,
      depth,
      level,
      id: this.#lastRunId,
      outcome: Promise.withResolvers(),
      startRssBytes: null,
      startReadyThreads: null,
      spentMs: 0,
    };
    this.#runs.push(active);
    this.#port.ref();
    this.#send([run.needsNewRealm === true ? "renewed-run" : "run", active.id, message, depth]);
    return active.outcome.promise;
  }

  /** Has the answer of a call bring bytes, which are the thread's from then on. Gives the key by which its text names them. */
  giveBytes(callId: number, bytes: Uint8Array<ArrayBuffer>): number {
    const key = newRunKey();
    const given = this.#bytes.get(callId) ?? new Map<number, Uint8Array<ArrayBuffer>>();
    // A part of a buffer may be of one that others use.
    this.#bytes.set(callId, given.set(key, bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)));
    return key;
  }

  /** Ends the thread, and with an error what runs in it. */
  end(reason: Error): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#begun.resolve();
    this.#port.close();
    this.#worker.terminate();
    this.#calls.length = 0;
    // The innermost first, as if each had thrown.
    for (const run of this.#runs.splice(0).toReversed()) run.outcome.reject(reason);
    this.#onEnd();
  }

  /** Counts time as spent by the code that runs now, if any does, and ends the thread where that is over a limit. */
  spend(ms: number, { timeoutMs, memoryBytes, threads, readyThreads }: RunLimits): void {
    const run = this.#runs.at(-1);
    // How long a thread takes to begin depends on how busy the machine is.
    if (run === undefined || !this.#hasBegun || !this.#isRunning) return;
    const rssBytes = process.memoryUsage.rss();
    run.startRssBytes ??= rssBytes;
    run.startReadyThreads ??= readyThreads;
    // The memory of threads that begin meanwhile is none of its own.
    const othersBytes = (threads - run.startReadyThreads) * THREAD_BYTES;
    // Before the last is added: the run may have begun, or gone on, in the middle of it.
    if (run.spentMs > timeoutMs) {
      this.end(new Error(`${run.what} took longer than ${timeoutMs / 1000} s (--hookTimeout) and was ended`));
    } else if (rssBytes - run.startRssBytes - othersBytes > memoryBytes) {
      this.end(new Error(`${run.what} needed more than ${memoryBytes / 1024 ** 2} MiB of memory and was ended`));
    }
    run.spentMs += ms;
  }

  /** Whether the thread runs code, rather than wait in a call. */
  get #isRunning(): boolean {
    const run = this.#runs.at(-1);
    return run !== undefined && this.#calls.at(-1)?.run !== run;
  }

  #receive([kind, id, text, runId, bytes]: FromThread): void {
    if (kind === "ready") {
      this.#hasBegun = true;
      this.#begun.resolve();
      return;
    }
    const index = this.#runs.findLastIndex((run) => run.id === runId);
    const run = this.#runs[index];
    if (run === undefined) return;
    if (bytes !== undefined) run.bytes?.note(bytes);
    // A run waits in one call at most: what it asked for before was given up.
    const givenUp = this.#calls.findIndex((call) => call.run === run);
    if (givenUp >= 0) this.#calls.splice(givenUp, 1);
    if (kind === "call") {
      const isLong = LONG_CALL.test(text);
      this.#calls.push({ id, run, sinceMs: performance.now(), isLong });
      if (isLong) this.#onHeldUp();
      void this.#answer(run, id, text);
      return;
    }
    this.#runs.splice(index, 1);
    if (this.#runs.length === 0) this.#port.unref();
    run.outcome.resolve(text);
  }

  async #answer(run: ActiveRun, id: number, text: string): Promise<void> {
    const answer = await run.perform(text, { thread: this, callId: id, depth: run.depth, level: run.level + 1 });
    const bytes = this.#bytes.get(id);
    this.#bytes.delete(id);
    const index = this.#calls.findIndex((call) => call.id === id);
    if (this.#ended !== null || index < 0) return;
    this.#calls.splice(index, 1);
    if (bytes === undefined) this.#send(["answer", id, answer, run.depth]);
    else
      this.#send(
        ["answer", id, answer, run.depth, bytes],
        Array.from(bytes.values(), ({ buffer }) => buffer),
      );
  }

  #send(message: ToThread, transferred: ArrayBuffer[] = []): void {
    this.#messages.send(message, transferred);
  }
}
