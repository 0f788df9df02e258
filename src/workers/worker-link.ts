import { dirname } from "node:path";
import type { Bus, ReportError } from "../lib/bus.ts";
import { linkBus } from "../lib/bus/linked-bus.ts";
import { BusChannel } from "./bus-channel.ts";
import { CHANNELS, FrameConnection } from "./frame-connection.ts";
import { removeIfStale } from "./private-folder.ts";
import type { SupervisorMessage, WorkerMessage, WorkerTask } from "./worker-protocol.ts";
import type { WorkerRole } from "./worker-role.ts";

export interface Drain {
  readonly limitMs: number;
  /** Whether all workers start anew. Default: false. */
  readonly isRestart?: boolean;
}

export interface Linked {
  readonly link: WorkerLink;
  readonly bus: Promise<Bus>;
}

/** A worker's end of the connection to its supervisor. */
export class WorkerLink {
  /** Resolves with what to do; null where there is nothing to do any more. */
  readonly task: Promise<WorkerTask | null>;
  /** Resolves when requests are to end. */
  readonly drain: Promise<Drain>;
  /** Resolves when the worker is to exit. */
  readonly close: Promise<void>;
  /** Called when so many connections are to be closed. */
  onShed: (count: number) => void = () => undefined;
  readonly #task = Promise.withResolvers<WorkerTask | null>();
  readonly #drain = Promise.withResolvers<Drain>();
  readonly #close = Promise.withResolvers<void>();
  #connection: FrameConnection | null = null;

  readonly #path: string;
  #isLost = false;

  private constructor(path: string) {
    this.#path = path;
    this.task = this.#task.promise;
    this.drain = this.#drain.promise;
    this.close = this.#close.promise;
  }

  /** The bus resolves once the supervisor has answered. */
  static async connect({ number, socket: path, secret }: WorkerRole, onError: ReportError): Promise<Linked> {
    const link = new WorkerLink(path);
    const socket = await Bun.connect<FrameConnection | null>({
      unix: path,
      data: null,
      socket: {
        data: ({ data }, bytes) => data?.received(bytes),
        drain: ({ data }) => data?.drained(),
        close: ({ data }) => data?.closed(),
      },
    });
    const connection = new FrameConnection(socket, {
      onFrame: (channel, text) => {
        if (channel === CHANNELS.bus) channelOfBus.received(text);
        else link.#hear(JSON.parse(text) as SupervisorMessage);
      },
      onClose: () => {
        link.#lose();
        channelOfBus.closed();
      },
    });
    const channelOfBus = new BusChannel((text) => connection.send(CHANNELS.bus, text));
    socket.data = connection;
    link.#connection = connection;
    const bus = linkBus(channelOfBus, onError);
    link.send({ kind: "hello", number, secret });
    return { link, bus };
  }

  /** Whether the supervisor is gone. Then `drain` and `close` have resolved. */
  get isLost(): boolean {
    return this.#isLost;
  }

  send(message: WorkerMessage): void {
    this.#connection?.send(CHANNELS.control, JSON.stringify(message));
  }

  /** Ends it; the supervisor then expects the process to end. Where that is gone, its folder goes too. */
  async end(): Promise<void> {
    if (this.#isLost) await removeIfStale(dirname(this.#path));
    else this.#connection?.end();
  }

  #hear(message: SupervisorMessage): void {
    switch (message.kind) {
      case "start":
        this.#task.resolve(message);
        break;
      case "drain":
        this.#drain.resolve(message);
        break;
      case "ping":
        this.send({ kind: "pong" });
        break;
      case "shed":
        this.onShed(message.count);
        break;
      case "close":
        this.#finish(0);
        break;
    }
  }

  #lose(): void {
    this.#isLost = true;
    this.#finish(LOST_LIMIT_MS);
  }

  #finish(limitMs: number): void {
    this.#task.resolve(null);
    this.#drain.resolve({ limitMs });
    this.#close.resolve();
  }
}

/** How long requests may go on when the supervisor was killed. */
const LOST_LIMIT_MS = 10_000;
