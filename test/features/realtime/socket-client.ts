import type { ClientMessage, ServerMessage } from "../../../src/lib/realtime-protocol.ts";

type Request = ClientMessage extends infer Message
  ? Message extends { id: number }
    ? Omit<Message, "id">
    : never
  : never;

/** A bare client of the WebSocket protocol that hands out the server's messages one by one. */
export class SocketClient implements Disposable {
  readonly socket: WebSocket;
  readonly closed: Promise<CloseEvent>;
  connected: Extract<ServerMessage, { type: "connected" }> = { type: "connected", clientId: "", epoch: "", seq: 0 };
  readonly #messages: ServerMessage[] = [];
  readonly #waiting: ((message: ServerMessage) => void)[] = [];
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#messages.push(message);
      else waiting(message);
    });
  }

  static async connect(url: string, token = ""): Promise<SocketClient> {
    const headers: Record<string, string> = token === "" ? {} : { authorization: token };
    // Bun's WebSocket takes headers; the types know only the browser's.
    const options = { headers } as unknown as string[];
    const client = new SocketClient(new WebSocket(`${url.replace("http", "ws")}/api/realtime/ws`, options));
    const first = await client.next();
    if (first.type !== "connected") throw new Error(`expected connected, got ${JSON.stringify(first)}`);
    client.connected = first;
    return client;
  }

  get clientId(): string {
    return this.connected.clientId;
  }

  /** All that came and was not taken yet. */
  rest(): ServerMessage[] {
    return this.#messages.splice(0);
  }

  next(): Promise<ServerMessage> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The next message, which must be of that type. */
  async nextOf<Type extends ServerMessage["type"]>(type: Type): Promise<Extract<ServerMessage, { type: Type }>> {
    const message = await this.next();
    if (message.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message as Extract<ServerMessage, { type: Type }>;
  }

  /** Sends a request and resolves to the next message, which should answer it. */
  request(request: Request): Promise<ServerMessage> {
    this.send(request);
    return this.next();
  }

  send(request: Request): number {
    this.#lastId += 1;
    this.socket.send(JSON.stringify({ ...request, id: this.#lastId }));
    return this.#lastId;
  }

  async nextRecord(): Promise<{ action: string; record: Record<string, unknown> }> {
    return (await this.nextOf("event")).data as { action: string; record: Record<string, unknown> };
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }
}
