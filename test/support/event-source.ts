/** The part of a browser's EventSource that PocketBase's SDK uses; Bun has none. It does not reconnect: the SDK does. */
export class TestEventSource extends EventTarget {
  onerror: ((event: Event) => void) | null = null;
  readonly #abort = new AbortController();

  constructor(url: string | URL) {
    super();
    void this.#read(String(url));
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(url: string): Promise<void> {
    try {
      const response = await fetch(url, { signal: this.#abort.signal, headers: { accept: "text/event-stream" } });
      let text = "";
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (text + chunk).split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) this.#give(block);
      }
    } catch {
      // Told below, like a stream that ended.
    }
    if (!this.#abort.signal.aborted) this.onerror?.(new Event("error"));
  }

  #give(block: string): void {
    const field = (name: string): string => new RegExp(`^${name}:(.*)$`, "m").exec(block)?.[1] ?? "";
    this.dispatchEvent(new MessageEvent(field("event"), { data: field("data"), lastEventId: field("id") }));
  }
}
