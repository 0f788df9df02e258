import type { Socket } from "bun";

/** A request as bytes, made once so that the load generator takes little of the machine. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: string | undefined;
}

const HEADERS_END = "\r\n\r\n";
const CHUNKS_END = "\r\n0\r\n\r\n";

export function rawText({ method, path, token, body }: RawRequest): string {
  const authorization = token === undefined ? "" : `authorization: ${token}\r\n`;
  const content =
    body === undefined ? "" : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${authorization}${content}\r\n${body ?? ""}`;
}

interface Load {
  readonly port: number;
  readonly connections: number;
  readonly count: number;
  /** The text of the request with that number. */
  readonly request: (index: number) => string;
}

/** Sends `count` requests over connections that each wait for an answer before the next. Rejects at any answer but 2xx. */
export async function sendAll({ port, connections, count, request }: Load): Promise<void> {
  let next = 0;
  const run = async (): Promise<void> => {
    const connection = await RawConnection.open(port);
    try {
      while (next < count) {
        const answer = await connection.ask(request(next++));
        if (!answer.startsWith("HTTP/1.1 2")) throw new Error(`answered ${answer.slice(0, 600)}`);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, run));
}

/** A connection with one request under way at a time. */
class RawConnection {
  #socket: Socket | null = null;
  #received = "";
  #settle: { resolve: (answer: string) => void; reject: (error: Error) => void } | null = null;

  static async open(port: number): Promise<RawConnection> {
    const connection = new RawConnection();
    connection.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data: (_socket, bytes) => connection.#receive(bytes),
        close: () => connection.#settle?.reject(new Error("the server closed the connection")),
        error: (_socket, error) => connection.#settle?.reject(error),
      },
    });
    return connection;
  }

  ask(text: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#received = "";
    this.#settle = { resolve, reject };
    const bytes = Buffer.from(text);
    if (this.#socket?.write(bytes) !== bytes.length) reject(new Error("the request is too long for one write"));
    return promise;
  }

  close(): void {
    this.#settle = null;
    this.#socket?.end();
  }

  #receive(bytes: Buffer): void {
    // One character a byte, so that lengths are right.
    this.#received += bytes.toString("latin1");
    if (!isWhole(this.#received)) return;
    this.#settle?.resolve(this.#received);
    this.#settle = null;
  }
}

function isWhole(received: string): boolean {
  const end = received.indexOf(HEADERS_END);
  if (end < 0) return false;
  const headers = received.slice(0, end).toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(headers)?.[1];
  if (length === undefined) return !headers.includes("\r\ntransfer-encoding: chunked") || received.endsWith(CHUNKS_END);
  return received.length >= end + HEADERS_END.length + Number(length);
}
