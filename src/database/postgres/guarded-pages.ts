import { LruMap } from "../../lib/lru-map.ts";
import type { Row, SqlValue } from "../engine.ts";
import { rowsTooLarge } from "../rows-too-large.ts";
import { checkBytes } from "./bounded-rows.ts";
import type { PostgresConnection } from "./connection.ts";
import { quote } from "./quote.ts";

const MAX_STATEMENTS = 500;
/** text, varchar and bpchar: how long one is PostgreSQL knows without reading it. */
const TEXT_TYPES: ReadonlySet<number> = new Set([25, 1043, 1042]);
/** Truth and numbers. */
const SMALL_TYPES: ReadonlySet<number> = new Set([16, 20, 21, 23, 26, 700, 701]);
/** A character, as it is counted here, takes at most so many bytes in UTF-8. */
const MAX_CHARACTER_BYTES = 3;

interface Page {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly maxBytes: number;
}

/**
 * Reads pages of tables that hold large texts. The driver has a whole result in memory before any of it can be counted, so PostgreSQL
 * counts first: where the rows are larger together it sends none of them.
 */
export class GuardedPages {
  /** By statement: the sum of its columns' lengths. */
  readonly #lengths = new LruMap<string, string>(MAX_STATEMENTS);
  readonly #schema: () => object | null;
  #known: object | null = null;

  /** `schema` gives another object where columns may have changed. */
  constructor(schema: () => object | null) {
    this.#schema = schema;
  }

  async read(connection: PostgresConnection, { sql, parameters, maxBytes }: Page): Promise<Row[]> {
    const schema = this.#schema();
    if (schema !== this.#known) this.#lengths.clear();
    this.#known = schema;
    const length = this.#lengths.get(sql) ?? (await this.#lengthOf(connection, sql, parameters));
    const page = `WITH baobox_page AS MATERIALIZED (${sql})`;
    const size = `(SELECT coalesce(sum(${length}), 0) FROM baobox_page)`;
    const limit = maxBytes * MAX_CHARACTER_BYTES;
    const rows = await connection.query(`${page} SELECT * FROM baobox_page WHERE ${size} <= ${limit}`, parameters);
    if (rows.length > 0) {
      checkBytes(rows, maxBytes);
      return rows;
    }
    const [counted] = await connection.query(`${page} SELECT ${size}::float8 AS bytes`, parameters);
    if (Number(counted?.["bytes"]) > limit) throw rowsTooLarge(maxBytes);
    return rows;
  }

  async #lengthOf(connection: PostgresConnection, sql: string, parameters: readonly SqlValue[]): Promise<string> {
    const { columns = [] } = await connection.query(`SELECT * FROM (${sql}) AS page LIMIT 0`, parameters);
    const sized = columns.filter(({ type }) => !SMALL_TYPES.has(type));
    const lengths = sized.map(({ name, type }) => {
      const size = TEXT_TYPES.has(type) ? "octet_length" : "pg_column_size";
      return `coalesce(${size}(${quote(name)}), 0)::bigint`;
    });
    const length = lengths.length === 0 ? "0" : lengths.join(" + ");
    this.#lengths.set(sql, length);
    return length;
  }
}
