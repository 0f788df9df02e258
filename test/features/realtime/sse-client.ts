export interface SseEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface RecordEventData {
  readonly action: string;
  readonly record: Record<string, unknown>;
}

/** A client of the event stream that hands out its events one by one. */
export class SseClient implements Disposable {
  readonly url: string;
  clientId = "";
  readonly #abort = new AbortController();
  readonly #events: SseEvent[] = [];
  readonly #waiting: ((event: SseEvent | null) => void)[] = [];
  #hasEnded = false;
  #raw = "";

  private constructor(url: string) {
    this.url = url;
  }

  /** Connected and told its id. */
  static async connect(url: string): Promise<SseClient> {
    const client = new SseClient(url);
    const response = await fetch(`${url}/api/realtime`, { signal: client.#abort.signal });
    if (response.body === null) throw new Error("the stream has no body");
    void client.#read(response.body);
    const first = await client.next();
    client.clientId = (JSON.parse(first.data) as { clientId: string }).clientId;
    return client;
  }

  /** All bytes so far. */
  get raw(): string {
    return this.#raw;
  }

  async subscribe(subscriptions: readonly string[], { token = "", url = this.url } = {}): Promise<number> {
    const response = await fetch(`${url}/api/realtime`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token === "" ? {} : { authorization: token }) },
      body: JSON.stringify({ clientId: this.clientId, subscriptions }),
    });
    await response.text();
    return response.status;
  }

  /** The next event; throws when the stream ends before it. */
  async next(): Promise<SseEvent> {
    const event = await this.#take();
    if (event === null) throw new Error("the stream has ended");
    return event;
  }

  async nextRecord(): Promise<RecordEventData> {
    return JSON.parse((await this.next()).data) as RecordEventData;
  }

  /** Resolves once the server has ended the stream; throws for an event before that. */
  async ended(): Promise<void> {
    const event = await this.#take();
    if (event !== null) throw new Error(`expected the end, got ${JSON.stringify(event)}`);
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  #take(): Promise<SseEvent | null> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve(event);
    if (this.#hasEnded) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of body) {
        const decoded = decoder.decode(chunk, { stream: true });
        this.#raw += decoded;
        text += decoded;
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) this.#give(parse(block));
      }
    } catch {
      // The client went away itself.
    }
    this.#hasEnded = true;
    for (const resolve of this.#waiting.splice(0)) resolve(null);
  }

  #give(event: SseEvent): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#events.push(event);
    else waiting(event);
  }
}

function parse(block: string): SseEvent {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1)];
    }),
  );
  return { id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: fields.get("data") ?? "" };
}
