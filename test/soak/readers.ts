import type { Socket } from "bun";
import { BaoboxClient } from "../../src/client/client.ts";
import type { EventCheck, Item, ItemEvent } from "./event-check.ts";

export interface ReaderOptions {
  readonly url: string;
  /** "" for a guest. */
  readonly token: string;
  readonly check: EventCheck;
  /** The number that the bucket's writer last began with. */
  readonly lastBegun: () => number;
}

export interface Reader {
  /** Loses the connection, if the reader is one that comes back. */
  cut(): void;
  close(): void;
}

const TOPIC = "items/*";

/** Reads the event stream over a bare socket, as `fetch` has a limit of open requests. */
export async function openStream({ url, token, check, lastBegun }: ReaderOptions): Promise<Reader> {
  const { hostname, port, host } = new URL(url);
  const connected = Promise.withResolvers<string>();
  const chunks = new ChunkedText();
  let text = "";
  const socket: Socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (opened) => void opened.write(`GET /api/realtime HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
      data(_opened, bytes) {
        const events = (text + chunks.add(bytes.toString("latin1"))).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) {
          const data = event.slice(event.indexOf("\ndata:") + 6);
          if (event.includes("event:PB_CONNECT"))
            connected.resolve((JSON.parse(data) as { clientId: string }).clientId);
          else check.receive(JSON.parse(data) as ItemEvent);
        }
      },
      error: (_opened, error) => connected.reject(error),
      connectError: (_opened, error) => connected.reject(error),
      close: () => connected.reject(new Error("the stream has ended")),
    },
  });
  const body = JSON.stringify({ clientId: await connected.promise, subscriptions: [TOPIC] });
  const headers = { "content-type": "application/json", ...(token === "" ? {} : { authorization: token }) };
  const response = await fetch(`${url}/api/realtime`, { method: "POST", headers, body });
  if (response.status !== 204) throw new Error(`subscribing answered ${response.status}`);
  check.begin(lastBegun());
  return { cut: () => undefined, close: () => socket.end() };
}

/** Reads over the WebSocket; a lost connection comes back and catches up. */
export async function openSocket({ url, token, check, lastBegun }: ReaderOptions): Promise<Reader> {
  const sockets: WebSocket[] = [];
  class KeptWebSocket extends WebSocket {
    constructor(address: string | URL) {
      super(address);
      sockets.push(this);
    }
  }
  const client = new BaoboxClient(url, { ...(token === "" ? {} : { token }), WebSocket: KeptWebSocket });
  await client.subscribe<Item>(TOPIC, {
    onEvent: (event) => check.receive(event),
    onReload: () => check.problems.push("was told to reload"),
  });
  check.begin(lastBegun());
  return { cut: () => sockets.at(-1)?.close(), close: () => client.close() };
}

/** Takes the chunk sizes out of a chunked answer (RFC 9112, 7.1). The head has none of the text that is looked for. */
class ChunkedText {
  #rest = "";
  #left = -1;

  add(bytes: string): string {
    let input = this.#rest + bytes;
    if (this.#left < 0) {
      const start = input.indexOf("\r\n\r\n");
      if (start < 0) {
        this.#rest = input;
        return "";
      }
      input = input.slice(start + 4);
      this.#left = 0;
    }
    let text = "";
    while (input !== "") {
      if (this.#left === 0) {
        // The line break behind a chunk belongs to it.
        const size = /^(?:\r\n)?([0-9a-fA-F]+)\r\n/.exec(input);
        if (size === null) break;
        this.#left = Number.parseInt(size[1] ?? "0", 16);
        input = input.slice(size[0].length);
        if (this.#left === 0) break;
      }
      const part = input.slice(0, this.#left);
      text += part;
      this.#left -= part.length;
      input = input.slice(part.length);
    }
    this.#rest = input;
    return text;
  }
}
