import { rmSync } from "node:fs";

const RING = new Uint8Array(1);

interface Peer {
  /** Null while it is being connected. */
  socket: Bun.Socket<undefined> | null;
}

export interface BellOptions {
  /** Beside the page that the processes share; each has a socket whose name ends with its number. */
  readonly path: string;
  readonly number: number;
  readonly onRing: () => void;
  /** Called with the number of a process that can't be reached, because it is gone. */
  readonly onGone: (number: number) => void;
}

/**
 * Wakes another process of this server. A byte over a unix socket is what costs least: the runtime has no futex between processes, and the
 * way over the supervisor would wake a third process each time.
 */
export class TurnBell {
  readonly #options: BellOptions;
  readonly #listener: Bun.UnixSocketListener<undefined>;
  readonly #peers = new Map<number, Peer>();
  #isClosed = false;

  constructor(options: BellOptions) {
    this.#options = options;
    const unix = pathOf(options, options.number);
    // That of a process which was killed.
    rmSync(unix, { force: true });
    this.#listener = Bun.listen<undefined>({ unix, socket: { data: () => options.onRing() } });
    this.#listener.unref();
  }

  ring(number: number): void {
    const peer = this.#peers.get(number);
    if (peer === undefined) void this.#connect(number);
    else if (peer.socket?.write(RING) === -1) this.#lose(number, peer);
  }

  close(): void {
    this.#isClosed = true;
    this.#listener.stop(true);
    for (const { socket } of this.#peers.values()) socket?.end();
    this.#peers.clear();
  }

  async #connect(number: number): Promise<void> {
    const peer: Peer = { socket: null };
    this.#peers.set(number, peer);
    const lost = (): void => this.#lose(number, peer);
    try {
      const socket = await Bun.connect<undefined>({
        unix: pathOf(this.#options, number),
        socket: { data: () => undefined, close: lost, error: lost },
      });
      socket.unref();
      peer.socket = socket;
      if (this.#isClosed) socket.end();
      else socket.write(RING);
    } catch {
      lost();
    }
  }

  /** The next ring connects anew: by then another process may have taken the number. */
  #lose(number: number, peer: Peer): void {
    if (this.#isClosed || this.#peers.get(number) !== peer) return;
    this.#peers.delete(number);
    this.#options.onGone(number);
  }
}

function pathOf({ path }: BellOptions, number: number): string {
  return `${path}.${number}`;
}
