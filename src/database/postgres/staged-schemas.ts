import type { Row } from "../engine.ts";
import { PostgresConnection } from "./connection.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { openFailure } from "./open-failure.ts";
import { quote } from "./quote.ts";

/** Where a restored database is written before it takes the place of the one that is served. */
export const STAGED_SCHEMAS = { "data.db": "baobox_new", "auxiliary.db": "baobox_new_logs" } as const;
/** Where that one stays until the restored one was opened. */
const FORMER = "baobox_old";
const FORMER_LOGS = "baobox_old_logs";
const LOGS = "baobox_logs";
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Exchanges a whole database for another within one server. Each step is one transaction, so a process that ends at any moment leaves
 * either the one or the other; `isExchanged` tells which. Tables of others in the schema public stay where they are.
 */
export class StagedSchemas implements AsyncDisposable {
  readonly #connection: PostgresConnection;

  private constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  static async open(url: string): Promise<StagedSchemas> {
    const session = {
      schemaName: "public",
      statementTimeoutMs: 0,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      isServer: true,
    };
    const address = parseDatabaseUrl(url);
    try {
      return new StagedSchemas(await PostgresConnection.open({ ...session, url: address.full }));
    } catch (error) {
      throw openFailure(address, error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  /** Whether the staged database is in place and the former one still kept. */
  async isExchanged(): Promise<boolean> {
    const [row] = await this.#query("SELECT to_regnamespace($1) IS NOT NULL AS found", [FORMER]);
    return row?.["found"] === true;
  }

  /** Makes the staged schemas, empty, and holds them for this process alone until it is disposed of. */
  async prepare(): Promise<void> {
    if (!(await this.#lock())) throw new Error("another restore is just being prepared in the database");
    const names = Object.values(STAGED_SCHEMAS);
    await this.#transaction([dropSchemas(names), ...names.map((name) => `CREATE SCHEMA ${name}`)]);
  }

  /** What is staged is whole; `mark` tells of what it is a copy. */
  async complete(mark: string): Promise<void> {
    await this.#transaction([`COMMENT ON SCHEMA ${STAGED_SCHEMAS["data.db"]} IS '${mark.replaceAll("'", "''")}'`]);
  }

  /** Of what is staged as a whole; null where that is nothing. */
  async completed(): Promise<string | null> {
    const sql = "SELECT obj_description(to_regnamespace($1)::oid, 'pg_namespace') AS mark";
    const [row] = await this.#query(sql, [STAGED_SCHEMAS["data.db"]]);
    return (row?.["mark"] as string | null | undefined) ?? null;
  }

  /** Drops what is staged, unless another process is just preparing it. */
  async discard(): Promise<void> {
    const [row] = await this.#query("SELECT to_regnamespace($1) IS NOT NULL AS found", [STAGED_SCHEMAS["data.db"]]);
    if (row?.["found"] !== true || !(await this.#lock())) return;
    await this.#transaction([dropSchemas(Object.values(STAGED_SCHEMAS))]);
  }

  /** Logs are exchanged where some are staged. */
  async exchange(): Promise<void> {
    const staged = STAGED_SCHEMAS;
    const logs = await this.#relations(staged["auxiliary.db"]);
    await this.#transaction([
      `CREATE SCHEMA ${FORMER}`,
      `CREATE SCHEMA ${FORMER_LOGS}`,
      ...moves(await this.#ownRelations(), "public", FORMER),
      ...moves(await this.#relations(staged["data.db"]), staged["data.db"], "public"),
      ...(logs.length === 0 ? [] : moves(await this.#relations(LOGS), LOGS, FORMER_LOGS)),
      ...moves(logs, staged["auxiliary.db"], LOGS),
      dropSchemas(Object.values(staged)),
    ]);
  }

  /** Puts the former database back, where it was exchanged, and drops the staged one. */
  async revert(): Promise<void> {
    const staged = Object.values(STAGED_SCHEMAS);
    if (!(await this.isExchanged())) return this.#transaction([dropSchemas(staged)]);
    const logs = await this.#relations(FORMER_LOGS);
    await this.#transaction([
      ...drops(await this.#ownRelations(), "public"),
      ...moves(await this.#relations(FORMER), FORMER, "public"),
      ...(logs.length === 0 ? [] : drops(await this.#relations(LOGS), LOGS)),
      ...moves(logs, FORMER_LOGS, LOGS),
      dropSchemas([FORMER, FORMER_LOGS, ...staged]),
    ]);
  }

  /** Drops the former database: there is no way back afterwards. */
  async confirm(): Promise<void> {
    await this.#transaction([dropSchemas([FORMER, FORMER_LOGS, ...Object.values(STAGED_SCHEMAS)])]);
  }

  async #lock(): Promise<boolean> {
    const [row] = await this.#query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked", [
      "baobox:staging",
    ]);
    return row?.["locked"] === true;
  }

  /** What belongs to Baobox in the schema that others may use as well. */
  async #ownRelations(): Promise<Relation[]> {
    const [table] = await this.#query("SELECT to_regclass('public._collections') IS NOT NULL AS found WHERE $1", [
      true,
    ]);
    if (table?.["found"] !== true) return [];
    const rows = await this.#query(`SELECT name FROM public._collections WHERE $1`, [true]);
    const names = new Set(["_collections", "_migrations", "_params", ...rows.map(({ name }) => String(name))]);
    return (await this.#relations("public")).filter(({ name }) => names.has(name));
  }

  async #relations(schema: string): Promise<Relation[]> {
    const sql = `SELECT relname::text AS name, relkind IN ('v', 'm') AS view FROM pg_class
      WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'p', 'v', 'm') ORDER BY oid`;
    const rows = await this.#query(sql, [schema]);
    return rows.map((row) => ({ name: String(row["name"]), isView: row["view"] === true }));
  }

  #query(sql: string, parameters: readonly (string | boolean)[]): Promise<Row[]> {
    return this.#connection.query(sql, parameters);
  }

  async #transaction(statements: readonly string[]): Promise<void> {
    try {
      await this.#connection.send(["BEGIN", ...statements, "COMMIT"].join("; "));
    } catch (error) {
      if (!this.#connection.isBroken) await this.#connection.send("ROLLBACK");
      throw error;
    }
  }
}

interface Relation {
  readonly name: string;
  readonly isView: boolean;
}

function moves(relations: readonly Relation[], from: string, to: string): string[] {
  return relations.map(
    ({ name, isView }) => `ALTER ${isView ? "VIEW" : "TABLE"} ${from}.${quote(name)} SET SCHEMA ${to}`,
  );
}

function drops(relations: readonly Relation[], schema: string): string[] {
  return relations.map(
    ({ name, isView }) => `DROP ${isView ? "VIEW" : "TABLE"} IF EXISTS ${schema}.${quote(name)} CASCADE`,
  );
}

function dropSchemas(names: readonly string[]): string {
  return `DROP SCHEMA IF EXISTS ${names.join(", ")} CASCADE`;
}
