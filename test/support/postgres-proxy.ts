import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** A way to a server of PostgreSQL that can fall silent, or lose an answer: `await using proxy = await PostgresProxy.start(url)`. */
export class PostgresProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;
  #sentBytes = 0;
  #answersLeft = Number.POSITIVE_INFINITY;

  private constructor(target: string, server: Server) {
    this.#target = new URL(target);
    this.#server = server;
  }

  static start(target: string): Promise<PostgresProxy> {
    return new Promise((resolve) => {
      const server = createServer((client) => proxy.#join(client));
      const proxy = new PostgresProxy(target, server);
      server.listen(0, "127.0.0.1", () => resolve(proxy));
    });
  }

  get url(): string {
    const url = new URL(this.#target);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** From now on nothing arrives on any connection, old or new, and none is ended: as where a route is gone or the server stands still. */
  fallSilent(): void {
    this.#isSilent = true;
  }

  /** What is sent from now on arrives; what was lost is lost. */
  speakAgain(): void {
    this.#isSilent = false;
  }

  /** What the server has sent on all connections. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** So many answers still arrive; the next one is lost with its connection, and then all is well again. */
  loseAnswerAfter(count: number): void {
    this.#answersLeft = count;
  }

  /** Whether the answer was lost that was to be. */
  get hasLostAnswer(): boolean {
    return this.#answersLeft === Number.POSITIVE_INFINITY;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #join(client: Socket): void {
    const upstream = connect(Number(this.#target.port), this.#target.hostname);
    this.#forward(client, upstream, () => true);
    upstream.on("data", ({ length }) => (this.#sentBytes += length));
    this.#forward(upstream, client, () => {
      if (this.#answersLeft > 0) {
        this.#answersLeft -= 1;
        return true;
      }
      this.#answersLeft = Number.POSITIVE_INFINITY;
      client.destroy();
      return false;
    });
  }

  #forward(from: Socket, to: Socket, passes: () => boolean): void {
    this.#sockets.add(from);
    from.on("data", (bytes) => {
      if (!this.#isSilent && passes()) to.write(bytes);
    });
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
