export interface Answer {
  readonly status: number;
  /** By lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** The beginning of it, where it is long. */
  readonly body: Buffer;
  /** What follows has no end that the head tells: events, or frames of a WebSocket. */
  readonly isStream: boolean;
}

const KEPT_BYTES = 64 * 1024;

/** Reads the answers of one connection (RFC 9112). */
export class AnswerParser {
  /** Of the request that the next answer is for. */
  isHead = false;
  #input: Buffer = Buffer.alloc(0);
  #head: Omit<Answer, "body"> | null = null;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Of the body or the chunk; null: until the connection ends. */
  #left: number | null = 0;
  #isChunked = false;

  /** The answer, once it is whole. Throws for what is no HTTP. */
  push(bytes: Buffer): Answer | null {
    this.#input = this.#input.length === 0 ? bytes : Buffer.concat([this.#input, bytes]);
    if (this.#head === null && !this.#readHead()) return null;
    const head = this.#head;
    if (head === null) return null;
    if (head.isStream || this.#readBody()) return this.#take(head);
    return null;
  }

  /** The answer whose end is that of the connection. */
  end(): Answer | null {
    return this.#head !== null && this.#left === null && !this.#isChunked ? this.#take(this.#head) : null;
  }

  /** What came behind the last answer. */
  rest(): Buffer {
    const rest = this.#input;
    this.#input = Buffer.alloc(0);
    return rest;
  }

  #readHead(): boolean {
    const end = this.#input.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [first = "", ...lines] = this.#input.subarray(0, end).toString("latin1").split("\r\n");
    this.#input = this.#input.subarray(end + 4);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
    if (Number.isNaN(status)) throw new Error(`no HTTP answer: ${first.slice(0, 100)}`);
    if (status >= 100 && status < 200 && status !== 101) return this.#readHead();
    const headers = new Map(
      lines.map((line) => [line.split(":")[0]?.toLowerCase() ?? "", line.slice(line.indexOf(":") + 1).trim()]),
    );
    const isStream = status === 101 || headers.get("content-type")?.startsWith("text/event-stream") === true;
    this.#head = { status, headers, isStream: isStream && !this.isHead };
    this.#isChunked = headers.get("transfer-encoding") === "chunked";
    const length = headers.get("content-length");
    this.#left = length === undefined ? null : Number(length);
    if (this.isHead || status === 204 || status === 304) {
      this.#isChunked = false;
      this.#left = 0;
    }
    return true;
  }

  #readBody(): boolean {
    if (this.#isChunked) return this.#readChunks();
    const taken = this.#left === null ? this.#input.length : Math.min(this.#left, this.#input.length);
    this.#keep(taken);
    if (this.#left !== null) this.#left -= taken;
    return this.#left === 0;
  }

  #readChunks(): boolean {
    for (;;) {
      if (this.#left === null) {
        const end = this.#input.indexOf("\r\n");
        if (end < 0) return false;
        const size = Number.parseInt(this.#input.subarray(0, end).toString("latin1"), 16);
        const isLast = size === 0;
        if (this.#input.length < end + (isLast ? 4 : 2)) return false;
        this.#input = this.#input.subarray(end + (isLast ? 4 : 2));
        if (isLast) return true;
        this.#left = size;
      }
      const taken = Math.min(this.#left, this.#input.length);
      this.#keep(taken);
      this.#left -= taken;
      if (this.#left > 0 || this.#input.length < 2) return false;
      this.#input = this.#input.subarray(2);
      this.#left = null;
    }
  }

  #keep(length: number): void {
    if (this.#keptBytes < KEPT_BYTES) this.#kept.push(this.#input.subarray(0, length));
    this.#keptBytes += length;
    this.#input = this.#input.subarray(length);
  }

  #take(head: Omit<Answer, "body">): Answer {
    const answer = { ...head, body: Buffer.concat(this.#kept) };
    this.#head = null;
    this.#kept = [];
    this.#keptBytes = 0;
    return answer;
  }
}
