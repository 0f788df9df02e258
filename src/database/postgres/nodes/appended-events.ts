import type { Logger } from "../../../lib/log.ts";
import { entryLine } from "./event-batch.ts";
import type { StoredPart } from "./event-link.ts";

export interface AppendedEventsOptions {
  readonly node: string;
  /** Rejects where it is not known whether it was stored: it is sent again. */
  readonly store: (part: StoredPart) => Promise<void>;
  /** Something was stored. */
  readonly stored: () => void;
  readonly log: Logger;
}

const MAX_LINES = 1_000;
/** Requests fail long before, where the database is away. */
const MAX_WAITING = 200_000;
const RETRY_MS = 200;

/** What is told outside of transactions: stored in its order, each once, several together where they come faster than they are stored. */
export class AppendedEvents {
  readonly #options: AppendedEventsOptions;
  #tables = new Set<string>();
  readonly #lines: string[] = [];
  #parts = 0;
  #storing: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: AppendedEventsOptions) {
    this.#options = options;
  }

  append(name: string, body: string): void {
    if (this.#lines.length >= MAX_WAITING) {
      this.#options.log.error("the database takes no messages for other servers: one was dropped", { name });
      return;
    }
    this.#lines.push(entryLine(name, body));
    void this.flush();
  }

  /** Resolves once all servers will hear that the tables were written. */
  async wrote(tables: Iterable<string>): Promise<void> {
    for (const table of tables) this.#tables.add(table);
    await this.flush();
  }

  /** Resolves once all that was appended has been stored, or nothing is stored any more. */
  async flush(): Promise<void> {
    while (!this.#isClosed && (this.#storing !== null || this.#lines.length > 0 || this.#tables.size > 0)) {
      this.#storing ??= this.#storeNext().finally(() => (this.#storing = null));
      await this.#storing;
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  async #storeNext(): Promise<void> {
    const { node, store, stored, log } = this.#options;
    const part = { node, part: (this.#parts += 1), tables: [...this.#tables], lines: this.#lines.splice(0, MAX_LINES) };
    this.#tables = new Set();
    for (let failures = 0; !this.#isClosed; failures += 1) {
      try {
        await store(part);
        stored();
        return;
      } catch (error) {
        if (failures === 0) log.warn("messages for other servers wait for the database", { error: String(error) });
        await Bun.sleep(RETRY_MS);
      }
    }
  }
}
