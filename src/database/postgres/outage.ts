import type { Logger } from "../../lib/log.ts";

/** Says once that the database can't be reached, and once that it can be again. */
export class Outage {
  readonly #log: Logger;
  #sinceMs: number | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** To be called each time that the database could not be reached. */
  goesOn(error: unknown): void {
    if (this.#sinceMs !== null) return;
    this.#sinceMs = performance.now();
    this.#log.error("the database can't be reached", { error: error instanceof Error ? error.message : String(error) });
  }

  /** To be called each time that it could. */
  isOver(): void {
    if (this.#sinceMs === null) return;
    const seconds = Math.round((performance.now() - this.#sinceMs) / 1000);
    this.#sinceMs = null;
    this.#log.warn("the database can be reached again", { seconds });
  }
}
