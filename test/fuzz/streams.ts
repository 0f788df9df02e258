import { ClientMessage } from "../../src/lib/realtime-protocol.ts";
import type { Connection } from "./connection.ts";
import type { Schema } from "./operations.ts";
import { bendText, oddJson } from "./odd-values.ts";
import { makeValue, type Source } from "./values.ts";
import { writeJson } from "./write-request.ts";

/** So many streams and sockets stay open at a time, the oldest are closed for others. */
const MAX_OPEN = 30;
/** Sockets answer within that, or are left. */
const SOCKET_WAIT_MS = 2_000;
const LAST_PING = 999_999;

/** The streams that requests have opened: event streams, whose ids others use, and WebSockets. */
export class Streams {
  readonly #open: Connection[] = [];
  /** Of the realtime client that came last. */
  clientId = "missing";

  addEvents(connection: Connection): void {
    let text = "";
    connection.startStream((bytes) => {
      if (text.length > 1000) return;
      text += bytes.toString("latin1");
      const id = /"clientId":"([^"]+)"/.exec(text)?.[1];
      if (id === undefined) return;
      text = " ".repeat(1001);
      this.clientId = id;
    });
    this.#keep(connection);
  }

  /** Sends messages over a WebSocket. Resolves once all is answered, or the server has closed it. */
  async talk(connection: Connection, source: Source): Promise<void> {
    const answered = Promise.withResolvers<void>();
    connection.onClose = answered.resolve;
    let tail = "";
    connection.startStream((bytes) => {
      tail = (tail + bytes.toString("latin1")).slice(-200);
      if (tail.includes(`"id":${LAST_PING}`)) answered.resolve();
    });
    const count = 1 + source.random.int(12);
    for (let index = 0; index < count; index += 1) connection.write(randomFrame(source));
    connection.write(frame(Buffer.from(JSON.stringify({ type: "ping", id: LAST_PING })), { opcode: 1 }));
    const timer = setTimeout(answered.resolve, SOCKET_WAIT_MS);
    await answered.promise;
    clearTimeout(timer);
    if (source.random.chance(0.5)) connection.close();
    else this.#keep(connection);
  }

  closeAll(): void {
    for (const connection of this.#open.splice(0)) connection.close();
  }

  #keep(connection: Connection): void {
    if (!connection.isOpen) return;
    this.#open.push(connection);
    if (this.#open.length > MAX_OPEN) this.#open.shift()?.close();
  }
}

function randomFrame(source: Source): Buffer {
  const { random } = source;
  const message = makeValue(source, random.pick(ClientMessage.anyOf as unknown as Schema[]));
  if (random.chance(0.3)) {
    const object = message as Record<string, unknown>;
    object[random.pick(Object.keys(object))] = oddJson(random);
  }
  const text = writeJson(message);
  const payload = Buffer.from(random.chance(0.1) ? bendText(text, random) : text);
  if (random.chance(0.97)) return frame(payload, { opcode: 1 });
  // Against RFC 6455, or at the edge of what it allows.
  return random.pick([
    () => frame(payload, { opcode: random.int(16) }),
    () => frame(payload, { opcode: 1, isMasked: false }),
    () => frame(payload, { opcode: 1, isFinal: false }),
    () => frame(Buffer.from([0xc3, 0x28, 0xff]), { opcode: 1 }),
    () => frame(Buffer.alloc(200_000, "a"), { opcode: 1 }),
    () => frame(Buffer.alloc(random.int(130), 3), { opcode: 8 + random.int(3) }),
    () => payload,
  ])();
}

interface FrameOptions {
  readonly opcode: number;
  readonly isMasked?: boolean;
  readonly isFinal?: boolean;
}

/** A frame of RFC 6455, 5.2; the mask is zero. */
function frame(payload: Buffer, { opcode, isMasked = true, isFinal = true }: FrameOptions): Buffer {
  const length = payload.length;
  const head =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 255]
        : [127, 0, 0, 0, 0, ...bytesOf(length)];
  head[0] = (head[0] ?? 0) | (isMasked ? 0x80 : 0);
  return Buffer.concat([
    Buffer.from([(isFinal ? 0x80 : 0) | opcode, ...head]),
    Buffer.alloc(isMasked ? 4 : 0),
    payload,
  ]);
}

function bytesOf(length: number): number[] {
  return [(length >>> 24) & 255, (length >> 16) & 255, (length >> 8) & 255, length & 255];
}
