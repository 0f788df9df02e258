import type { SocketHandlers } from "../lib/web-socket.ts";
import type { Incoming } from "./request-call.ts";

/** Without an address of its own a request of a test seems to come from this machine. */
const LOCAL = "127.0.0.1";

/** What a socket of both families writes before an address of IPv4. */
const MAPPED = "::ffff:";

/** A class rather than an object of functions: it is made for every request. */
export class HttpRequest implements Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly receivedMs = performance.now();
  readonly #server: Listener | null;

  constructor(request: Request, params: Readonly<Record<string, string>>, server: Listener | null) {
    this.request = request;
    this.params = params;
    this.#server = server;
  }

  remoteAddress(): string {
    const address = this.#server?.requestIP(this.request)?.address ?? LOCAL;
    return address.startsWith(MAPPED) && address.includes(".") ? address.slice(MAPPED.length) : address;
  }

  remotePort(): number {
    return this.#server?.requestIP(this.request)?.port ?? 0;
  }

  keepOpen(): void {
    this.#server?.timeout(this.request, 0);
  }

  upgrade(handlers: SocketHandlers): boolean {
    // Elysia hands every event of a socket to what lies in its data.
    return this.#server?.upgrade(this.request, { data: handlers }) ?? false;
  }
}

export interface HandlerContext {
  readonly request: Request;
  readonly params: Record<string, string>;
  readonly server: Listener | null;
}

/** The part of Bun's server that requests need. */
interface Listener {
  requestIP(request: Request): { address: string; port: number } | null;
  timeout(request: Request, seconds: number): void;
  upgrade(request: Request, options: { data: SocketHandlers }): boolean;
}
