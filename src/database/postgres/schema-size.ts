import type { Connection } from "../engine.ts";

/** PostgreSQL looks at each file of each table and index, and overview and Prometheus ask every few seconds. */
const KEPT_MS = 60_000;
const BYTES = `SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::float8 AS bytes
  FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = to_regnamespace($1)`;

/** Measures the tables of a schema with their indexes, once a minute at most, whoever asks. */
export class SchemaSize {
  readonly #connection: Pick<Connection, "get">;
  readonly #schemaName: string;
  #measured: { readonly bytes: Promise<number>; readonly atMs: number } | null = null;

  constructor(connection: Pick<Connection, "get">, schemaName: string) {
    this.#connection = connection;
    this.#schemaName = schemaName;
  }

  async bytes(): Promise<number> {
    if (this.#measured === null || performance.now() - this.#measured.atMs > KEPT_MS)
      this.#measured = { bytes: this.#measure(), atMs: performance.now() };
    const measured = this.#measured;
    try {
      return await measured.bytes;
    } catch (error) {
      // Whoever asks next tries again.
      if (this.#measured === measured) this.#measured = null;
      throw error;
    }
  }

  async #measure(): Promise<number> {
    const row = await this.#connection.get<{ bytes: number }>(BYTES, [this.#schemaName]);
    return row?.bytes ?? 0;
  }
}
