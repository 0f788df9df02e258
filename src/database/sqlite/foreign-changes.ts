import type { SqliteConnection } from "./connection.ts";

const INTERVAL_MS = 50;

/**
 * Counts the commits of others by SQLite's `data_version`, which tells a connection that some other one has committed.
 * Must ask the connection that makes all of this process's own changes.
 */
export class ForeignChanges {
  readonly #writer: SqliteConnection;
  #version: number;
  #changes = 0;
  #lookedAt = performance.now();

  constructor(writer: SqliteConnection) {
    this.#writer = writer;
    this.#version = this.#read();
  }

  count(): number {
    const now = performance.now();
    if (now - this.#lookedAt < INTERVAL_MS) return this.#changes;
    this.#lookedAt = now;
    const version = this.#read();
    if (version !== this.#version) {
      this.#version = version;
      this.#changes++;
    }
    return this.#changes;
  }

  #read(): number {
    return this.#writer.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }
}
