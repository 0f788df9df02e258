// Runs the workers of `serve --workers`: starts them, replaces those that die, restarts all for a restore, and stops them in order.
//
// `commands/serve-workers.ts` calls it in a process that opens no data directory and answers no requests. The first worker starts
// alone, so that migrations, leftovers and a staged backup are handled once; the others find the directory in order. One worker
// leads: it does what must be done once. It is replaced only when its process is gone, so there are never two.
// Must stay true: while the server is meant to run, something listens on the port: workers, or a stand-in that answers 503. And
// workers of two versions of the program never run beside each other: an executable is started again as it is in memory, and where
// files have changed since the start no worker is replaced.
import { BALANCE_INTERVAL_MS, Balance } from "./balance.ts";
import { BusChannel } from "./bus-channel.ts";
import { CHANNELS, type FrameConnection } from "./frame-connection.ts";
import { RestartDelays } from "./restart-delay.ts";
import { PortKeeper } from "./port-keeper.ts";
import { ProgramWatch } from "./program-watch.ts";
import { FirstWorkerError, type SupervisorOptions } from "./supervisor-options.ts";
import type { Address } from "./shared-port.ts";
import { RESTART_DELAY_MS, RESTART_LIMIT_MS, STOP_LIMIT_MS } from "./stop-limits.ts";
import { Timers } from "./timers.ts";
import { Waiters } from "./waiters.ts";
import { type WorkerExit, WorkerProcess, type WorkerStart, type WorkerState } from "./worker-process.ts";
import type { Listening, WorkerMessage, WorkerTask } from "./worker-protocol.ts";
import { roleVariable } from "./worker-role.ts";
import { type WorkerSocketReader, WorkerSockets } from "./worker-sockets.ts";

/** How long a worker may take beyond a limit before it is killed. */
const GRACE_MS = 5_000;
/** With the limit of pings a worker may hang for a minute. */
const PING_INTERVAL_MS = 5_000;
/** How often a worker is tried anew that could not be started, or whose program's files have changed. */
const RECHECK_MS = 30_000;

/** What the supervisor ended for. `for an update`: the workers had to start anew, and the program's files have changed. */
type Outcome = "stopped" | "for a restore" | "for an update";
type Phase = "starting" | "running" | "restarting" | "stopping";

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #workers = new Map<number, WorkerProcess>();
  /** The oldest first, which the hub has lead. */
  readonly #linked = new Set<WorkerProcess>();
  readonly #delays = new RestartDelays();
  readonly #balance = new Balance();
  readonly #timers = new Timers();
  readonly #waiters = new Waiters();
  readonly #ended = Promise.withResolvers<Outcome>();
  readonly #sockets: WorkerSockets;
  readonly #port: PortKeeper;
  readonly #program: ProgramWatch;
  #phase: Phase = "starting";
  #address: Address;
  #hasListened = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#address = options.address;
    this.#port = new PortKeeper(options);
    this.#program = new ProgramWatch(options.program.fingerprint);
    this.#sockets = new WorkerSockets(options.folder, { onHello: (...args) => this.#hello(...args) });
  }

  /** Resolves once all workers have ended after `stop` resolved. Rejects where the first can't start, or none can live. */
  async run(stop: Promise<null>): Promise<Outcome> {
    using _sockets = this.#sockets;
    await this.#options.folder.openSocket();
    void stop.then(() => this.#stop());
    const balancing = setInterval(() => this.#relieve(), BALANCE_INTERVAL_MS);
    const pinging = setInterval(() => this.#ping(), this.#options.pingIntervalMs ?? PING_INTERVAL_MS);
    this.#startFirst(null);
    try {
      return await this.#ended.promise;
    } finally {
      clearInterval(balancing);
      clearInterval(pinging);
      this.#timers.cancel();
      this.#port[Symbol.dispose]();
      this.kill();
    }
  }

  /** Ends all workers at once, whatever they do. */
  kill(): void {
    for (const worker of this.#workers.values()) worker.kill();
  }

  #startFirst(restore: WorkerTask["restore"]): void {
    this.#phase = "starting";
    this.#options.prepare();
    this.#start(1, { restore });
  }

  #start(number: number, { restore = null, isReplacement = false }: Partial<WorkerStart> = {}): void {
    const { program, dataDir, folder } = this.#options;
    const env = roleVariable({ number, dataDir, versionFile: folder.versionFile, ...this.#sockets.contact() });
    const isFirst = this.#phase === "starting";
    const worker = new WorkerProcess(number, { isFirst, isReplacement, restore, program, env });
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
        else this.#timers.later(GRACE_MS, () => worker.kill());
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
        if (this.#phase !== "running") break;
        this.#restart({ keep: message.keep }).catch((error: Error) => this.#fail(error));
        break;
      case "stop":
        void this.#stop();
        break;
      case "deaf":
      case "drained":
        this.#enter(worker, message.kind);
        break;
      case "pong":
        worker.answered();
        break;
      case "hello":
        break;
    }
  }

  #listens(worker: WorkerProcess, listening: Listening): void {
    worker.listeningSinceMs = performance.now();
    this.#address = listening.bound;
    this.#enter(worker, "listening");
    // It may have loaded files of an update that came while it started.
    if (worker.isReplacement) void this.#program.hasChanged().then((hasChanged) => hasChanged && worker.kill());
    if (this.#phase !== "starting") return;
    this.#phase = "running";
    this.#hasListened = true;
    this.#program.remember();
    this.#options.onListen(listening);
    for (let number = 1; number <= this.#options.count; number++) if (!this.#workers.has(number)) this.#start(number);
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
    const delayMs = this.#delays.next({ worker: number, listenedMs, wasKilled: exit.signal === "SIGKILL" });
    if (this.#delays.isHopeless && this.#count("listening") === 0) {
      this.#fail(new Error("no worker can be kept running: the last ones ended within a second; see the log above"));
      return;
    }
    if (exit.code === 0) log.info("a worker was stopped and is started anew", { worker: number });
    else log.error("a worker died and is started anew", { worker: number, ...exit, delayMs });
    this.#startLater(number, delayMs);
  }

  /** `isTold`: whether the log says already that the program's files have changed. */
  #startLater(number: number, delayMs: number, isTold = false): void {
    this.#timers.later(delayMs, () => {
      this.#startAgain(number, isTold).catch((error: Error) => {
        if (this.#workers.size === 0) return this.#fail(error);
        this.#options.log.error("a worker can't be started anew", { worker: number, error: String(error) });
        this.#startLater(number, RECHECK_MS, isTold);
      });
    });
  }

  async #startAgain(number: number, isTold: boolean): Promise<void> {
    const phase = this.#phase;
    const hasChanged = await this.#program.hasChanged();
    if (this.#phase !== phase || this.#workers.has(number)) return;
    if (!hasChanged) {
      if (phase === "starting") this.#startFirst(null);
      else this.#start(number, { isReplacement: true });
    } else if (this.#workers.size === 0) {
      this.#end("for an update");
    } else {
      const line = "a worker is not started anew, because files of the program have changed: restart the server";
      if (!isTold) this.#options.log.error(line, { worker: number });
      this.#startLater(number, RECHECK_MS, true);
    }
  }

  /** Ends all, so that the next first worker puts the staged backup in place. */
  async #restart(restore: NonNullable<WorkerTask["restore"]>): Promise<void> {
    this.#phase = "restarting";
    this.#timers.cancel();
    await Bun.sleep(RESTART_DELAY_MS);
    if (this.#phase !== "restarting") return;
    await this.#drain(RESTART_LIMIT_MS, true);
    if (this.#phase !== "restarting") return;
    await this.#close([...this.#workers.values()]);
    if (this.#phase !== "restarting") return;
    const { exchange, endsForRestores } = this.#options;
    const hasChanged = await this.#program.hasChanged();
    if (this.#phase !== "restarting") return;
    if (!hasChanged && (!endsForRestores || restore.keep === null)) return this.#startFirst(restore);
    this.#phase = "stopping";
    await exchange(restore);
    this.#end(hasChanged ? "for an update" : "for a restore");
  }

  /** Requests end first, while everything that they may need still works. The leader ends last. */
  async #stop(): Promise<void> {
    if (this.#phase === "stopping") return;
    this.#phase = "stopping";
    this.#timers.cancel();
    await this.#drain(STOP_LIMIT_MS, false);
    const [leader] = this.#linked;
    await this.#close([...this.#workers.values()].filter((worker) => worker !== leader));
    await this.#close([...this.#workers.values()]);
    this.#end("stopped");
  }

  async #drain(limitMs: number, isRestart: boolean): Promise<void> {
    const workers = [...this.#workers.values()];
    for (const worker of workers) worker.send({ kind: "drain", limitMs, isRestart });
    await this.#waiters.until(limitMs + GRACE_MS, () =>
      workers.every(({ state }) => state === "drained" || state === "ended"),
    );
  }

  async #close(workers: readonly WorkerProcess[]): Promise<void> {
    for (const worker of workers) worker.send({ kind: "close" });
    const haveEnded = (): boolean => workers.every(({ state }) => state === "ended");
    await this.#waiters.until(GRACE_MS, haveEnded);
    for (const worker of workers) if (worker.state !== "ended") worker.kill();
    await this.#waiters.until(GRACE_MS, haveEnded);
  }

  /** A worker that hangs would still be given connections. */
  #ping(): void {
    for (const worker of this.#workers.values()) {
      if (worker.state !== "listening" || worker.ping()) continue;
      this.#options.log.error("a worker does not answer any more and is killed", { worker: worker.number });
      worker.kill();
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
    const isNeeded = this.#hasListened && this.#phase !== "stopping" && this.#count("listening") === 0;
    this.#port.keep(isNeeded ? this.#address : null);
    this.#waiters.check();
  }

  #count(wanted: WorkerState): number {
    return [...this.#workers.values()].filter(({ state }) => state === wanted).length;
  }

  #end(outcome: Outcome): void {
    this.#phase = "stopping";
    this.#ended.resolve(outcome);
  }

  #fail(error: Error): void {
    this.#phase = "stopping";
    this.#timers.cancel();
    this.#ended.reject(error);
  }
}
