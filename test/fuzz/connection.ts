import type { Socket } from "bun";
import { type Answer, AnswerParser } from "./answer-parser.ts";

/** There was no connection, or it ended: what a restart may bring about. */
export class ConnectionEnd extends Error {}

/** A bare connection that sends whatever bytes it is given, which `fetch` would not. */
export class Connection {
  isOpen = true;
  /** Takes what arrives behind the head of a stream. */
  onStream: (bytes: Buffer) => void = () => {};
  onClose: () => void = () => {};
  readonly #parser = new AnswerParser();
  #socket: Socket | null = null;
  #unsent: Uint8Array = new Uint8Array();
  #waiting: PromiseWithResolvers<Answer> | null = null;
  #isStream = false;

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const connection = new Connection();
    const connecting = Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open: (socket) => void (connection.#socket = socket),
        data: (_, bytes) => connection.#receive(bytes),
        drain: () => connection.#flush(),
        end: () => connection.close(),
        close: () => connection.#ended(),
        error: () => connection.#ended(),
        connectError: () => connection.#ended(),
      },
    });
    await connecting.catch((cause: unknown) => {
      throw new ConnectionEnd("nobody listens", { cause });
    });
    return connection;
  }

  /** Sends one request and gives its answer. Rejects with a `ConnectionEnd` where there is none. */
  exchange(bytes: Uint8Array, { isHead = false, timeoutMs }: { isHead?: boolean; timeoutMs: number }): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting = waiting;
    this.#parser.isHead = isHead;
    this.write(bytes);
    const timer = setTimeout(() => {
      waiting.reject(new Error(`no answer within ${timeoutMs} ms`));
      this.close();
    }, timeoutMs);
    return waiting.promise.finally(() => clearTimeout(timer));
  }

  write(bytes: Uint8Array): void {
    if (!this.isOpen) return this.#ended();
    this.#unsent = this.#unsent.length === 0 ? bytes : Buffer.concat([this.#unsent, bytes]);
    this.#flush();
  }

  close(): void {
    this.#socket?.terminate();
    this.#ended();
  }

  #flush(): void {
    if (this.#unsent.length === 0 || this.#socket === null) return;
    const written = this.#socket.write(this.#unsent);
    this.#unsent = written < 0 ? new Uint8Array() : this.#unsent.subarray(written);
  }

  #receive(bytes: Buffer): void {
    if (this.#isStream) return this.onStream(bytes);
    try {
      const answer = this.#parser.push(bytes);
      if (answer === null) return;
      this.#isStream = answer.isStream;
      if (answer.isStream) this.#unsent = new Uint8Array();
      this.#settle(answer);
    } catch (error) {
      this.#waiting?.reject(error);
      this.close();
    }
  }

  /** What came with the head of a stream, once someone listens. */
  startStream(onStream: (bytes: Buffer) => void): void {
    this.onStream = onStream;
    const rest = this.#parser.rest();
    if (rest.length > 0) onStream(rest);
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }

  #ended(): void {
    if (this.isOpen) {
      this.isOpen = false;
      const answer = this.#parser.end();
      if (answer !== null) this.#settle(answer);
      this.onClose();
    }
    this.#waiting?.reject(new ConnectionEnd("the connection was closed without an answer"));
    this.#waiting = null;
  }
}
