import { setPriority } from "node:os";
import type { Socket } from "bun";

export type Transport = "sse" | "ws";

export interface ClientsOptions {
  readonly url: string;
  readonly transport: Transport;
  readonly count: number;
  /** Null: connected only. */
  readonly topic: string | null;
  /** Called with the numbers of the events that a client read together. */
  readonly onEvents?: (numbers: readonly string[]) => void;
  /** Instead of the numbers only how many events there were. */
  readonly onCount?: (count: number) => void;
}

interface State {
  tail: string;
  clientId: string;
  isReady: boolean;
  /** The last bytes read, where an event may have begun to show. */
  lastBytes: Buffer;
}

const AT_ONCE = 100;
const TAIL_CHARS = 40;

/**
 * Subscribers on bare sockets that only look for `"title":"rt-<number>"` in what they read, so that the load costs as little as
 * possible beside the server that it measures. Resolves once all are subscribed.
 */
export async function openClients(options: ClientsOptions): Promise<{ close(): void }> {
  const sockets: Socket<State>[] = [];
  for (let from = 0; from < options.count; from += AT_ONCE) {
    const some = Math.min(AT_ONCE, options.count - from);
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => openClient(options)))));
  }
  return { close: () => sockets.forEach((socket) => socket.end()) };
}

async function openClient(options: ClientsOptions): Promise<Socket<State>> {
  const { url, transport, topic, onEvents, onCount } = options;
  const { hostname, port } = new URL(url);
  const ready = Promise.withResolvers<void>();
  const socket = await Bun.connect<State>({
    hostname,
    port: Number(port),
    data: { tail: "", clientId: "", isReady: false, lastBytes: Buffer.alloc(0) },
    socket: {
      open: (opened) => void opened.write(handshake(url, transport)),
      data(opened, bytes) {
        const state = opened.data;
        if (state.isReady && onCount !== undefined) {
          onCount(countEvents(state, bytes));
          return;
        }
        const text = state.tail + bytes.toString("latin1");
        if (state.isReady) {
          state.tail = readEvents(text, onEvents);
          return;
        }
        state.tail = text;
        state.clientId ||= /"clientId":"(\w+)"/.exec(text)?.[1] ?? "";
        if (state.clientId === "") return;
        if (transport === "ws" && topic !== null && !text.includes('"type":"ok"')) {
          if (!text.includes("SENT")) opened.write(textFrame(JSON.stringify({ type: "subscribe", id: 1, topic })));
          state.tail += "SENT";
          return;
        }
        state.isReady = true;
        state.tail = "";
        ready.resolve();
      },
      error: (_opened, error) => ready.reject(error),
      connectError: (_opened, error) => ready.reject(error),
    },
  });
  await ready.promise;
  if (transport === "sse" && topic !== null) await subscribe(url, socket.data.clientId, topic);
  return socket;
}

/** What the next read has to begin with. */
function readEvents(text: string, onEvents: ClientsOptions["onEvents"]): string {
  const numbers: string[] = [];
  let end = 0;
  for (const match of text.matchAll(/"title":"rt-(\d+)"/g)) {
    end = match.index + match[0].length;
    numbers.push(match[1] ?? "");
  }
  onEvents?.(numbers);
  return text.slice(Math.max(end, text.length - TAIL_CHARS));
}

const MARK = Buffer.from('"title":"rt-');

function countEvents(state: State, bytes: Buffer): number {
  const seam = Buffer.concat([state.lastBytes, bytes.subarray(0, MARK.length - 1)]);
  let count = seam.includes(MARK) ? 1 : 0;
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) count += 1;
  // A copy, as the bytes are the socket's own.
  const end = bytes.length < MARK.length ? Buffer.concat([state.lastBytes, bytes]) : bytes;
  state.lastBytes = Buffer.from(end.subarray(1 - MARK.length));
  return count;
}

async function subscribe(url: string, clientId: string, topic: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ clientId, subscriptions: [topic] });
  const response = await fetch(`${url}/api/realtime`, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`subscribing answered ${response.status}`);
}

function handshake(url: string, transport: Transport): string {
  const { host } = new URL(url);
  if (transport === "sse") return `GET /api/realtime HTTP/1.1\r\nHost: ${host}\r\nAccept: text/event-stream\r\n\r\n`;
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
  return `GET /api/realtime/ws HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
}

/** A masked frame (RFC 6455, 5.2) with a text of less than 126 bytes; the mask of zeros changes nothing. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** The clients as a process of their own, connected; `allRead` resolves once they have read as many events as they were told. */
export async function clientProcess(args: readonly string[]) {
  const child = Bun.spawn([process.execPath, import.meta.path, ...args], { stdout: "pipe", stderr: "inherit" });
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  if (done) throw new Error("the clients did not connect");
  return {
    pid: child.pid,
    allRead: reader.read(),
    async close(): Promise<void> {
      child.kill();
      await child.exited;
    },
  };
}

if (import.meta.main) {
  const [url = "", transport = "sse", count = "0", topic = "", expected = "0"] = Bun.argv.slice(2);
  let left = Number(expected);
  // Those who only listen are elsewhere in reality, and don't take the server's time.
  if (left === 0) setPriority(19);
  await openClients({
    url,
    transport: transport as Transport,
    count: Number(count),
    topic: topic === "" ? null : topic,
    onCount(events) {
      left -= events;
      if (left === 0) console.log("read");
    },
  });
  console.log("open");
  await new Promise(() => setInterval(() => undefined, 1000));
}
