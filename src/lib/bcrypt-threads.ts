import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { tooManyRequests } from "./api-error.ts";
import { FairQueue } from "./fair-queue.ts";
import { ownCores } from "./own-cores.ts";

/** A thread without work ends after this time. */
const IDLE_MS = 10_000;
/** So much has to wait before the last core helps. */
const HELP_FROM_WAITING = 4;
/** Just below the server's: requests go first, and other programs on the machine do not. */
const NICE = 2;
/** On the core that the server itself needs. On a single core a busy server would leave too little for a very low one. */
const HELPER_NICE = 15;
const SINGLE_CORE_NICE = 5;
const MAX_WAITING = 1000;

type Request = { readonly plain: string | Uint8Array } & ({ readonly cost: number } | { readonly hash: string });
type Answer = { readonly value: string | boolean } | { readonly error: string };

interface Job {
  readonly request: Request;
  readonly outcome: PromiseWithResolvers<string | boolean>;
}

export interface HashOptions {
  /** Clients take turns. Default: the same one for all. */
  readonly client?: string | undefined;
  /** Before all that waits: for who holds up others meanwhile. */
  readonly isUrgent?: boolean;
}

/**
 * bcrypt in threads of its own. In Bun's own pool sign-ins would hold up the files, which share it. One core is left to the server;
 * where many passwords wait a helper works on that one too, at a priority so low that requests hardly notice it (and so low that
 * any busy program stops it, which is why it gets nothing before). Threads start when they are needed. When too much waits,
 * methods reject with an error that says so, for the client that has most waiting.
 */
export class BcryptThreads implements Disposable {
  readonly #threads = new Set<BcryptThread>();
  readonly #idle: BcryptThread[] = [];
  readonly #urgent: Job[] = [];
  readonly #waiting = new FairQueue<Job>();
  readonly #max: number;
  #helper: BcryptThread | null = null;
  #isClosed = false;

  /** `cores` are those that this process may count on. */
  constructor(cores: number = ownCores()) {
    this.#max = Math.max(1, cores - 1);
  }

  /** `plain` has at most 72 bytes. */
  async hash(plain: string | Uint8Array, cost: number, options?: HashOptions): Promise<string> {
    return String(await this.#run({ plain, cost }, options));
  }

  /** False for what is no hash of bcrypt: imported or damaged data. */
  async verify(plain: string | Uint8Array, hash: string, options?: HashOptions): Promise<boolean> {
    return (await this.#run({ plain, hash }, options)) === true;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const thread of this.#threads) thread.end();
    this.#helper?.end();
    for (const { outcome } of [...this.#urgent.splice(0), ...this.#waiting.clear()])
      outcome.reject(new Error("the password hasher has been shut down"));
  }

  async #run(request: Request, { client = "", isUrgent = false }: HashOptions = {}): Promise<string | boolean> {
    if (this.#isClosed) throw new Error("the password hasher has been shut down");
    const job: Job = { request, outcome: Promise.withResolvers() };
    if (isUrgent) this.#urgent.push(job);
    else this.#wait(client, job);
    this.#next();
    return job.outcome.promise;
  }

  #wait(client: string, job: Job): void {
    if (this.#waiting.size >= MAX_WAITING) {
      const displaced = this.#waiting.displaceFor(client);
      const refusal = tooManyRequests("Too many passwords to check at once, please try again later.");
      if (displaced === undefined) throw refusal;
      displaced.outcome.reject(refusal);
    }
    this.#waiting.add(client, job);
  }

  #next(): void {
    if (this.#urgent.length === 0 && this.#waiting.size === 0) return;
    const thread = this.#idle.pop() ?? (this.#threads.size < this.#max ? this.#start() : null);
    if (thread !== null) {
      run(thread, this.#urgent.shift() ?? this.#waiting.take());
      return;
    }
    // With what is not urgent: a busy machine may keep the helper from it for long.
    const helper = this.#idleHelper();
    if (helper !== null) run(helper, this.#waiting.take());
  }

  #start(): BcryptThread {
    const thread: BcryptThread = new BcryptThread(availableParallelism() > 1 ? NICE : SINGLE_CORE_NICE, {
      onIdle: () => {
        this.#idle.push(thread);
        this.#next();
      },
      onEnd: () => {
        this.#threads.delete(thread);
        const index = this.#idle.indexOf(thread);
        if (index >= 0) this.#idle.splice(index, 1);
        this.#next();
      },
    });
    this.#threads.add(thread);
    return thread;
  }

  #idleHelper(): BcryptThread | null {
    if (availableParallelism() === 1 || this.#waiting.size < HELP_FROM_WAITING) return null;
    this.#helper ??= new BcryptThread(HELPER_NICE, {
      onIdle: () => this.#next(),
      onEnd: () => {
        this.#helper = null;
        this.#next();
      },
    });
    return this.#helper.isBusy ? null : this.#helper;
  }
}

function run(thread: BcryptThread, job: Job | undefined): void {
  if (job !== undefined) thread.run(job);
}

interface ThreadEvents {
  readonly onIdle: () => void;
  readonly onEnd: () => void;
}

class BcryptThread {
  readonly #worker: Worker;
  readonly #events: ThreadEvents;
  #job: Job | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | null = null;
  #hasEnded = false;

  constructor(nice: number, events: ThreadEvents) {
    this.#events = events;
    this.#worker = new Worker(PROGRAM, { eval: true, workerData: nice });
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#settle(answer));
    this.#worker.on("error", (cause) => this.#fail(new Error("a password hashing thread failed", { cause })));
    this.#worker.on("exit", () => this.#fail(new Error("a password hashing thread exited")));
  }

  get isBusy(): boolean {
    return this.#job !== null;
  }

  /** Keeps the process alive meanwhile. */
  run(job: Job): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#job = job;
    this.#worker.ref();
    this.#worker.postMessage(job.request);
  }

  end(): void {
    this.#fail(new Error("the password hasher has been shut down"));
    void this.#worker.terminate();
  }

  #settle(answer: Answer): void {
    const job = this.#job;
    this.#job = null;
    this.#worker.unref();
    if ("value" in answer) job?.outcome.resolve(answer.value);
    else job?.outcome.reject(new Error(answer.error));
    this.#idleTimer = setTimeout(() => this.end(), IDLE_MS);
    this.#idleTimer.unref();
    this.#events.onIdle();
  }

  #fail(error: Error): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#worker.unref();
    this.#job?.outcome.reject(error);
    this.#events.onEnd();
  }
}

/** Only Linux knows a thread's own priority: elsewhere it would be that of the whole server. */
const PROGRAM = `
const { setPriority } = require("node:os");
const { parentPort, workerData } = require("node:worker_threads");
if (process.platform === "linux") setPriority(workerData);
parentPort.on("message", ({ plain, cost, hash }) => {
  parentPort.postMessage(hash === undefined ? created(plain, cost) : { value: isHashOf(plain, hash) });
});
function created(plain, cost) {
  try {
    return { value: Bun.password.hashSync(plain, { algorithm: "bcrypt", cost }) };
  } catch (error) {
    return { error: String(error?.message) };
  }
}
function isHashOf(plain, hash) {
  try {
    return Bun.password.verifySync(plain, hash, "bcrypt");
  } catch {
    return false;
  }
}
`;
