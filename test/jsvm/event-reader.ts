const LIMIT_MS = 30_000;

/** The events of one realtime connection, in order. */
export class EventReader implements Disposable {
  readonly #events: { readonly event: string; readonly data: string }[] = [];
  readonly #abort = new AbortController();

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    // It ends with the connection, however that ends.
    this.#read(url, headers).catch(() => undefined);
  }

  async take(count: number): Promise<{ event: string; data: unknown }[]> {
    for (const end = performance.now() + LIMIT_MS; this.#events.length < count && performance.now() < end;) {
      await Bun.sleep(5);
    }
    return this.#events.splice(0, count).map(({ event, data }) => ({ event, data: parsed(data) }));
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  async #read(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const response = await fetch(url, { headers, signal: this.#abort.signal });
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of response.body ?? []) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#events.push({ event: lineOf(block, "event"), data: lineOf(block, "data") });
    }
  }
}

function lineOf(block: string, name: string): string {
  const line = block.split("\n").find((one) => one.startsWith(`${name}:`));
  return line?.slice(name.length + 1) ?? "";
}

/** JSON, or the text itself; null for nothing. */
export function parsed(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
