/** Reaches the node anew for each request, as a balancer that keeps clients nowhere. */
export class Balancer implements AsyncDisposable {
  /** Where requests may go. */
  targets: readonly string[];
  readonly #server: Bun.Server<Passed>;

  constructor(targets: readonly string[]) {
    this.targets = targets;
    this.#server = Bun.serve<Passed>({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      maxRequestBodySize: Number.MAX_SAFE_INTEGER,
      fetch: (request, server) => this.#pass(request, server),
      websocket: {
        open: (socket) => socket.data.begin(socket),
        message: (socket, message) => socket.data.send(typeof message === "string" ? message : new Uint8Array(message)),
        close: (socket, code, reason) => socket.data.close(code, reason),
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  async #pass(request: Request, server: Bun.Server<Passed>): Promise<Response | undefined> {
    const { pathname, search } = new URL(request.url);
    const path = pathname + search;
    if (request.headers.get("upgrade")?.toLowerCase() === "websocket") {
      return server.upgrade(request, { data: new Passed(this.#target(), path, request.headers) })
        ? undefined
        : refused();
    }
    const body = request.body === null ? null : await request.bytes();
    const headers = new Headers(request.headers);
    headers.delete("accept-encoding");
    for (const target of this.#inRandomOrder()) {
      try {
        const { method, signal } = request;
        const options = { method, headers, body, signal, redirect: "manual", decompress: false } as const;
        return await fetch(target + path, { ...options, keepalive: false });
      } catch (error) {
        // A node that is not there has not seen the request.
        if (!(error instanceof Error && "code" in error && error.code === "ECONNREFUSED")) return refused();
      }
    }
    return refused();
  }

  #inRandomOrder(): string[] {
    return this.targets.toSorted(() => Math.random() - 0.5);
  }

  #target(): string {
    const [target] = this.#inRandomOrder();
    if (target === undefined) throw new Error("there is no node");
    return target;
  }
}

/** A WebSocket that goes on to a node. */
class Passed {
  readonly #target: string;
  readonly #headers: Headers;
  readonly #waiting: (string | Uint8Array<ArrayBuffer>)[] = [];
  #socket: WebSocket | null = null;

  constructor(target: string, path: string, headers: Headers) {
    this.#target = target.replace(/^http/, "ws") + path;
    this.#headers = headers;
  }

  begin(client: Bun.ServerWebSocket<Passed>): void {
    const kept = ["authorization", "origin", "cookie"].flatMap((name) => {
      const value = this.#headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    const options: Bun.WebSocketOptions = { headers: Object.fromEntries(kept) as Record<string, string> };
    const socket = new WebSocket(this.#target, options as unknown as string[]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      for (const message of this.#waiting.splice(0)) socket.send(message);
    });
    socket.addEventListener("message", ({ data }) => void client.send(data as string | ArrayBuffer));
    socket.addEventListener("close", ({ code, reason }) => client.close(code === 1006 ? 1011 : code, reason));
  }

  send(message: string | Uint8Array<ArrayBuffer>): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(message);
    else this.#waiting.push(message);
  }

  close(code: number, reason: string): void {
    this.#socket?.close(code === 1000 || code >= 3000 ? code : 1000, reason);
  }
}

function refused(): Response {
  return new Response("the balancer reaches no node", { status: 502 });
}
