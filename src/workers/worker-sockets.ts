import { randomText } from "../lib/random-text.ts";
import { CHANNELS, FrameConnection } from "./frame-connection.ts";
import type { WorkerMessage } from "./worker-protocol.ts";
import type { WorkerRole } from "./worker-role.ts";

const SECRET_LENGTH = 32;

export interface WorkerSocketEvents {
  /** Called once for each connection that said hello. Returns what its frames are for; null refuses it. */
  onHello(number: number, connection: FrameConnection): WorkerSocketReader | null;
}

export interface WorkerSocketReader {
  onControl(message: WorkerMessage): void;
  onBus(text: string): void;
  /** The reason is null where the worker closed it. */
  onClose(reason: Error | null): void;
}

export interface SocketPaths {
  /** Where workers connect. */
  readonly socket: string;
  /** Where it listens until it is known as `socket`. */
  readonly newSocket: string;
}

interface SocketState {
  readonly connection: FrameConnection;
}

/** The unix socket to which workers connect. */
export class WorkerSockets implements Disposable {
  readonly #path: string;
  readonly #secret = randomText(SECRET_LENGTH);
  readonly #events: WorkerSocketEvents;
  readonly #listener: Bun.UnixSocketListener<SocketState>;

  constructor({ socket: path, newSocket }: SocketPaths, events: WorkerSocketEvents) {
    this.#path = path;
    this.#events = events;
    this.#listener = Bun.listen<SocketState>({
      unix: newSocket,
      socket: {
        open: (socket) => {
          socket.data = { connection: this.#accept(socket) };
        },
        data: ({ data }, bytes) => data.connection.received(bytes),
        drain: ({ data }) => data.connection.drained(),
        close: ({ data }) => data.connection.closed(),
      },
    });
  }

  /** What a worker has to know to find the socket. */
  contact(): Pick<WorkerRole, "socket" | "secret"> {
    return { socket: this.#path, secret: this.#secret };
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
  }

  #accept(socket: Bun.Socket<SocketState>): FrameConnection {
    let reader: WorkerSocketReader | null = null;
    const connection = new FrameConnection(socket, {
      onFrame: (channel, text) => {
        if (channel === CHANNELS.bus) reader?.onBus(text);
        else {
          const message = JSON.parse(text) as WorkerMessage;
          if (message.kind !== "hello") reader?.onControl(message);
          else if (message.secret === this.#secret) reader = this.#events.onHello(message.number, connection);
          if (reader === null) connection.end();
        }
      },
      onClose: (reason) => reader?.onClose(reason),
    });
    return connection;
  }
}
