// Runs the workers of `serve --workers`: starts them, replaces those that die, restarts all for a restore, and stops them in order.
//
// `commands/serve-workers.ts` calls it in a process that opens no data directory and answers no requests. The first worker starts
// alone, so that migrations, leftovers and a staged backup are handled once; the others find the directory in order. One worker
// leads: it does what must be done once. It is replaced only when its process is gone, so there are never two.
// Must stay true: while the server is meant to run, something listens on the port: workers, or a stand-in that answers 503.
import { BALANCE_INTERVAL_MS, Balance } from "./balance.ts";
import { BusChannel } from "./bus-channel.ts";
import { CHANNELS, type FrameConnection } from "./frame-connection.ts";
import { RestartDelays } from "./restart-delay.ts";
import { FirstWorkerError, type SupervisorOptions } from "./supervisor-options.ts";
import { type Address, startStandIn } from "./shared-port.ts";
import { RESTART_DELAY_MS, RESTART_LIMIT_MS, STOP_LIMIT_MS } from "./stop-limits.ts";
import { type WorkerExit, WorkerProcess, type WorkerState } from "./worker-process.ts";
import type { Listening, WorkerMessage, WorkerTask } from "./worker-protocol.ts";
import { roleVariable } from "./worker-role.ts";
import { type WorkerSocketReader, WorkerSockets } from "./worker-sockets.ts";

/** How long a worker may take beyond a limit before it is killed. */
const GRACE_MS = 5_000;
/** Counted rather than timed, because the machine may have slept. With the limit below a worker may hang for a minute. */
const PING_INTERVAL_MS = 5_000;
const MAX_UNANSWERED_PINGS = 12;

/** What the supervisor ended for. */
type Outcome = "stopped" | "for a restore";
type Phase = "starting" | "running" | "restarting" | "stopping";

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #workers = new Map<number, WorkerProcess>();
  /** The oldest first, which the hub has lead. */
  readonly #linked = new Set<WorkerProcess>();
  readonly #delays = new RestartDelays();
  readonly #balance = new Balance();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #waiters = new Set<() => void>();
  readonly #ended = Promise.withResolvers<Outcome>();
  readonly #sockets: WorkerSockets;
  #phase: Phase = "starting";
  #address: Address;
  #hasListened = false;
  #standIn: Disposable | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#address = options.address;
    this.#sockets = new WorkerSockets(options.folder, { onHello: (...args) => this.#hello(...args) });
  }

  /** Resolves once all workers have ended after `stop` resolved. Rejects where the first can't start, or none can live. */
  async run(stop: Promise<null>): Promise<Outcome> {
    using _sockets = this.#sockets;
    await this.#options.folder.openSocket();
    void stop.then(() => this.#stop());
    const { pingIntervalMs = PING_INTERVAL_MS } = this.#options;
    const balancing = setInterval(() => this.#relieve(), BALANCE_INTERVAL_MS);
    const pinging = setInterval(() => this.#ping(), pingIntervalMs);
    this.#startFirst(null);
    try {
      return await this.#ended.promise;
    } finally {
      clearInterval(balancing);
      clearInterval(pinging);
      this.#cancelTimers();
      this.#standIn?.[Symbol.dispose]();
      for (const worker of this.#workers.values()) worker.kill();
    }
  }

  #startFirst(restore: WorkerTask["restore"]): void {
    this.#phase = "starting";
    this.#options.prepare();
    this.#start(1, restore);
  }

  #start(number: number, restore: WorkerTask["restore"] = null): void {
    const { command, dataDir, folder } = this.#options;
    const env = roleVariable({ number, dataDir, versionFile: folder.versionFile, ...this.#sockets.contact() });
    const worker = new WorkerProcess(number, { isFirst: this.#phase === "starting", restore, command, env });
    this.#workers.set(number, worker);
    void worker.exited.then((exit) => this.#exited(worker, exit));
  }

  #hello(number: number, connection: FrameConnection): WorkerSocketReader | null {
    const { count, hub, log } = this.#options;
    const worker = this.#workers.get(number);
    if (worker === undefined || worker.connection !== null) return null;
    worker.connection = connection;
    const channel = new BusChannel((text) => connection.send(CHANNELS.bus, text));
    hub.connect(channel);
    this.#linked.add(worker);
    const { isFirst, restore } = worker;
    if (this.#phase === "stopping") worker.send({ kind: "close" });
    else worker.send({ kind: "start", count, isFirst, restore, isPortNew: !this.#hasListened, address: this.#address });
    return {
      onControl: (message) => this.#heard(worker, message),
      onBus: (text) => channel.received(text),
      onClose: (reason) => {
        if (reason !== null)
          log.error("a worker is killed, because it does not keep up", { worker: number, reason: reason.message });
        // Without a connection it would serve what it no longer hears of, and no other may lead while it still does.
        if (reason !== null) worker.kill();
        else this.#later(GRACE_MS, () => worker.kill());
        this.#linked.delete(worker);
        channel.closed();
      },
    };
  }

  #heard(worker: WorkerProcess, message: WorkerMessage): void {
    switch (message.kind) {
      case "listening":
        this.#listens(worker, message);
        break;
      case "restart":
        if (this.#phase === "running") void this.#restart({ keep: message.keep });
        break;
      case "stop":
        void this.#stop();
        break;
      case "deaf":
      case "drained":
        this.#enter(worker, message.kind);
        break;
      case "pong":
        worker.unansweredPings = 0;
        break;
      case "hello":
        break;
    }
  }

  #listens(worker: WorkerProcess, listening: Listening): void {
    const { count } = this.#options;
    worker.listeningSinceMs = performance.now();
    this.#address = listening.bound;
    this.#enter(worker, "listening");
    if (this.#phase !== "starting") return;
    this.#phase = "running";
    this.#hasListened = true;
    this.#options.onListen(listening);
    for (let number = 1; number <= count; number++) if (!this.#workers.has(number)) this.#start(number);
  }

  #exited(worker: WorkerProcess, { code, signal }: WorkerExit): void {
    this.#workers.delete(worker.number);
    this.#enter(worker, "ended");
    if (this.#phase === "starting" && !this.#hasListened) {
      this.#fail(new FirstWorkerError(`the first worker ended (${signal ?? code})`));
    } else if (this.#phase === "starting" || this.#phase === "running") {
      this.#replace(worker, { code, signal });
    }
  }

  #replace({ number, listenedMs }: WorkerProcess, exit: WorkerExit): void {
    const { log } = this.#options;
    const wasKilled = exit.signal === "SIGKILL";
    const delayMs = this.#delays.next({ worker: number, listenedMs, wasKilled });
    if (this.#delays.isHopeless && this.#count("listening") === 0) {
      this.#fail(new Error("no worker can be kept running: the last ones ended within a second; see the log above"));
      return;
    }
    const isMeant = exit.code === 0;
    if (isMeant) log.info("a worker was stopped and is started anew", { worker: number });
    else log.error("a worker died and is started anew", { worker: number, ...exit, delayMs });
    const isFirst = this.#phase === "starting";
    this.#later(delayMs, () => {
      if (isFirst) this.#startFirst(null);
      else this.#start(number);
    });
  }

  /** Ends all, so that the next first worker puts the staged backup in place. */
  async #restart(restore: NonNullable<WorkerTask["restore"]>): Promise<void> {
    this.#phase = "restarting";
    this.#cancelTimers();
    await Bun.sleep(RESTART_DELAY_MS);
    if (this.#phase !== "restarting") return;
    await this.#drain(RESTART_LIMIT_MS);
    if (this.#phase !== "restarting") return;
    await this.#close([...this.#workers.values()]);
    if (this.#phase !== "restarting") return;
    const { takeRestore } = this.#options;
    if (takeRestore === undefined || restore.keep === null) {
      this.#startFirst(restore);
      return;
    }
    this.#phase = "stopping";
    await takeRestore(restore);
    this.#ended.resolve("for a restore");
  }

  /** Requests end first, while everything that they may need still works. The leader ends last. */
  async #stop(): Promise<void> {
    if (this.#phase === "stopping") return;
    this.#phase = "stopping";
    this.#cancelTimers();
    await this.#drain(STOP_LIMIT_MS);
    const [leader] = this.#linked;
    await this.#close([...this.#workers.values()].filter((worker) => worker !== leader));
    await this.#close([...this.#workers.values()]);
    this.#ended.resolve("stopped");
  }

  async #drain(limitMs: number): Promise<void> {
    const workers = [...this.#workers.values()];
    for (const worker of workers) worker.send({ kind: "drain", limitMs });
    await this.#until(limitMs + GRACE_MS, () => workers.every(({ state }) => state === "drained" || state === "ended"));
  }

  async #close(workers: readonly WorkerProcess[]): Promise<void> {
    for (const worker of workers) worker.send({ kind: "close" });
    const haveEnded = (): boolean => workers.every(({ state }) => state === "ended");
    await this.#until(GRACE_MS, haveEnded);
    for (const worker of workers) if (worker.state !== "ended") worker.kill();
    await this.#until(GRACE_MS, haveEnded);
  }

  /** A worker that hangs would still be given connections. */
  #ping(): void {
    for (const worker of this.#workers.values()) {
      if (worker.state !== "listening") continue;
      if (worker.unansweredPings >= MAX_UNANSWERED_PINGS) {
        this.#options.log.error("a worker does not answer any more and is killed", { worker: worker.number });
        worker.kill();
      } else {
        worker.unansweredPings += 1;
        worker.send({ kind: "ping" });
      }
    }
  }

  #relieve(): void {
    const loads = [...this.#workers.values()].flatMap((worker) => {
      const cpuMs = worker.state === "listening" ? worker.cpuMs() : null;
      return cpuMs === null ? [] : [{ worker: worker.number, cpuMs }];
    });
    const relief = this.#balance.look(loads, performance.now());
    if (relief !== null) this.#workers.get(relief.worker)?.send({ kind: "shed", count: relief.count });
  }

  #enter(worker: WorkerProcess, state: WorkerState): void {
    worker.state = state;
    this.#watchPort();
    for (const check of this.#waiters) check();
  }

  #watchPort(): void {
    const isNeeded = this.#hasListened && this.#phase !== "stopping" && this.#count("listening") === 0;
    if (!isNeeded) {
      this.#standIn?.[Symbol.dispose]();
      this.#standIn = null;
    } else if (this.#standIn === null) {
      try {
        this.#standIn = startStandIn(this.#address, this.#options.certificates?.());
      } catch (error) {
        this.#options.log.error("the port can't be kept while no worker listens", { error: String(error) });
      }
    }
  }

  #count(wanted: WorkerState): number {
    return [...this.#workers.values()].filter(({ state }) => state === wanted).length;
  }

  /** Resolves once it is so, or after the limit. */
  async #until(limitMs: number, isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (isSo()) resolve();
    };
    const timer = setTimeout(resolve, limitMs);
    this.#waiters.add(check);
    await promise;
    this.#waiters.delete(check);
    clearTimeout(timer);
  }

  #later(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }

  #cancelTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #fail(error: Error): void {
    this.#phase = "stopping";
    this.#cancelTimers();
    this.#ended.reject(error);
  }
}
