// Frames over a stream socket, between a worker and its supervisor.
//
// A frame is 4 bytes with the length of the rest, 1 byte with its channel, and text in UTF-8. Frames that are sent in one turn of the
// event loop are written together. Both directions are bounded: an end that does not read in time loses its connection, so that
// what it leaves unread can't fill the memory of the other one.

/** Frames are for one of two readers, which know nothing of each other. Their order holds across both. */
export const CHANNELS = { control: 0, bus: 1 } as const;

const HEAD_BYTES = 5;
/** Far above what one request may write, so that each change of a record fits. */
const MAX_BYTES = 128 * 1024 * 1024;

export interface FrameEvents {
  onFrame(channel: number, text: string): void;
  /** Called once. The reason is null where either end closed the connection in order. */
  onClose(reason: Error | null): void;
}

export interface FrameLimits {
  /** The longest text. Default: 128 MiB. */
  readonly maxFrameBytes?: number;
  /** How much may wait until the other end reads it. Default: 128 MiB. */
  readonly maxUnreadBytes?: number;
}

/** The part of Bun's sockets that is used. */
interface StreamSocket {
  write(data: Uint8Array): number;
  end(): void;
}

export class FrameConnection {
  readonly #socket: StreamSocket;
  readonly #events: FrameEvents;
  readonly #maxFrameBytes: number;
  readonly #maxUnreadBytes: number;
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  #isFlushing = false;
  #isBlocked = false;
  #isClosed = false;
  #received: Buffer[] = [];
  #receivedBytes = 0;

  constructor(socket: StreamSocket, events: FrameEvents, limits: FrameLimits = {}) {
    this.#socket = socket;
    this.#events = events;
    this.#maxFrameBytes = limits.maxFrameBytes ?? MAX_BYTES;
    this.#maxUnreadBytes = limits.maxUnreadBytes ?? MAX_BYTES;
  }

  /** Does nothing once the connection is closed, which a text that is too long closes too. */
  send(channel: number, text: string): void {
    if (this.#isClosed) return;
    const frame = encodeFrame(channel, text);
    if (frame.length - HEAD_BYTES > this.#maxFrameBytes) {
      this.#fail(new Error(`a message is longer than ${this.#maxFrameBytes} bytes`));
      return;
    }
    this.#unread.push(frame);
    this.#unreadBytes += frame.length;
    if (this.#unreadBytes > this.#maxUnreadBytes) {
      this.#fail(new Error(`the other end left more than ${this.#maxUnreadBytes} bytes unread`));
    } else if (!this.#isFlushing && !this.#isBlocked) {
      this.#isFlushing = true;
      queueMicrotask(() => this.#flush());
    }
  }

  /** To be called when the socket takes more. */
  drained(): void {
    this.#isBlocked = false;
    this.#flush();
  }

  /** To be called with what the socket got; the bytes may be used again by the caller. */
  received(data: Uint8Array): void {
    this.#received.push(Buffer.from(data));
    this.#receivedBytes += data.length;
    while (!this.#isClosed && this.#receivedBytes >= HEAD_BYTES) {
      const length = this.#gather(HEAD_BYTES).readUInt32LE(0);
      if (length > this.#maxFrameBytes) {
        this.#fail(new Error(`the other end sent a message of more than ${this.#maxFrameBytes} bytes`));
        return;
      }
      const total = HEAD_BYTES + length;
      if (this.#receivedBytes < total) return;
      const all = this.#gather(total);
      this.#received = all.length > total ? [all.subarray(total)] : [];
      this.#receivedBytes -= total;
      this.#deliver(all.readUInt8(HEAD_BYTES - 1), all.toString("utf8", HEAD_BYTES, total));
    }
  }

  /** To be called when the socket is closed. */
  closed(): void {
    this.#close(null);
  }

  /** Sends what is left and closes. */
  end(): void {
    this.#flush();
    this.#socket.end();
  }

  /** What can't be read ends the connection: what follows it would be wrong. */
  #deliver(channel: number, text: string): void {
    try {
      this.#events.onFrame(channel, text);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The first buffer, made at least so long. Parts of a long frame are joined once, when the last one is there. */
  #gather(length: number): Buffer {
    const [first] = this.#received;
    if (first !== undefined && first.length >= length) return first;
    const all = Buffer.concat(this.#received);
    this.#received = [all];
    return all;
  }

  #flush(): void {
    this.#isFlushing = false;
    if (this.#isClosed || this.#isBlocked || this.#unread.length === 0) return;
    const [first = Buffer.alloc(0)] = this.#unread;
    const data = this.#unread.length === 1 ? first : Buffer.concat(this.#unread);
    const written = Math.max(0, this.#socket.write(data));
    this.#unread = written < data.length ? [data.subarray(written)] : [];
    this.#unreadBytes = data.length - written;
    this.#isBlocked = written < data.length;
  }

  #fail(reason: Error): void {
    this.#close(reason);
    this.#socket.end();
  }

  #close(reason: Error | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#unread = [];
    this.#received = [];
    this.#events.onClose(reason);
  }
}

function encodeFrame(channel: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(HEAD_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt8(channel, HEAD_BYTES - 1);
  frame.write(text, HEAD_BYTES);
  return frame;
}
