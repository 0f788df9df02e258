import type { CommitOrder } from "../../lib/bus.ts";
import type { Dialect, ReadById, Row, SchemaReader, SqlValue, Statement, TableMark, Transaction } from "../engine.ts";
import { checkBytes } from "./bounded-rows.ts";
import type { PostgresConnection } from "./connection.ts";
import { postgresDialect } from "./dialect.ts";
import { isConnectionLost, isStalePlan, translateError } from "./errors.ts";
import { namedLock } from "./named-lock.ts";
import { entryLine } from "./nodes/event-batch.ts";
import type { DriverRows } from "./rows.ts";
import { postgresSchemaReader } from "./schema-reader.ts";
import { Savepoints } from "./savepoints.ts";
import { OWN_ID, statementEffects } from "./statement-effects.ts";
import { TransactionCallbacks } from "../transaction-callbacks.ts";

export interface TransactionParts {
  readonly connection: PostgresConnection;
  readonly schemaName: string;
  /** Told of each statement that was run. */
  readonly wrote: (sql: string, parameters: readonly SqlValue[]) => void;
  /** Default: true. */
  readonly hasAdvisoryLocks?: boolean;
  /** Whether other servers are told of the commit. Default: there is none. */
  readonly isTelling?: boolean;
  /** How it begins. Default: as the server is set. */
  readonly begin?: string | undefined;
}

/**
 * A connection while one transaction owns it. As in SQLite a statement that fails undoes itself alone: before each one that follows
 * a write there is a savepoint, sent along with it. Where nothing was written yet, the transaction is simply begun anew. Savepoints of
 * who uses it are never within ours, which ends with the next statement.
 */
export class PostgresTransaction implements Transaction {
  readonly dialect: Dialect = postgresDialect;
  readonly inPlace = null;
  readonly schema: SchemaReader;
  readonly #parts: TransactionParts;
  readonly #callbacks = new TransactionCallbacks();
  readonly #told: string[] = [];
  #endedBecause: string | null = null;
  /** Statements run one after the other, also where the caller does not wait. */
  #last: Promise<unknown> = Promise.resolve();
  #runningCount = 0;
  #lastUsedAt = performance.now();
  #hasBegun = false;
  #hasWritten = false;
  #hasSavepoint = false;
  /** Set where a statement failed that could not be undone alone. */
  #failure: Error | null = null;
  readonly #savepoints = new Savepoints();
  #writtenRows = 0;
  #id: string | null = null;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
    this.schema = postgresSchemaReader(this, parts.schemaName);
  }

  get #begin(): string {
    return this.#parts.begin ?? "BEGIN";
  }

  get serverStart(): string {
    return this.#parts.connection.serverStart;
  }

  get isOpen(): boolean {
    return this.#endedBecause === null;
  }

  /** Since when no statement runs. */
  get idleMs(): number {
    return this.#runningCount > 0 ? 0 : performance.now() - this.#lastUsedAt;
  }

  /** By which the server knows whether it was committed; null where it wrote nothing. */
  get id(): string | null {
    return this.#id;
  }

  async all<T extends object = Row>(
    sql: string,
    parameters: readonly SqlValue[] = [],
    maxBytes?: number,
  ): Promise<T[]> {
    const rows = await this.#run(sql, parameters);
    checkBytes(rows, maxBytes);
    return rows as unknown as T[];
  }

  async get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    const [row] = await this.#run(sql, parameters);
    return (row as T | undefined) ?? null;
  }

  getById<T extends object = Row>({ one }: ReadById, id: string, others: readonly SqlValue[] = []): Promise<T | null> {
    return this.get<T>(one, [id, ...others]);
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return { changes: (await this.#run(sql, parameters)).count ?? 0 };
  }

  writtenRows(): Promise<number> {
    return Promise.resolve(this.#writtenRows);
  }

  async lock(name: string): Promise<void> {
    const { sql, parameters } = namedLock(name, this.#parts.hasAdvisoryLocks ?? true);
    await this.#run(sql, parameters);
  }

  /** One process writes. */
  orderOf(_key: string): CommitOrder | null {
    return null;
  }

  tell(name: string, message: unknown): boolean {
    if (this.#parts.isTelling !== true) return false;
    this.#told.push(entryLine(name, JSON.stringify(message)));
    return true;
  }

  /** What other servers are to be told, in its order. */
  get told(): readonly string[] {
    return this.#told;
  }

  /** Others write at the same time. */
  versionOfTable(_table: string): null {
    return null;
  }

  markTable(_table: string): TableMark {
    return { version: null };
  }

  afterCommit(work: () => Promise<void> | void): void {
    this.#callbacks.add("commit", work);
  }

  afterRollback(work: (reason: unknown) => Promise<void> | void): void {
    this.#callbacks.add("rollback", work);
  }

  end(reason: string): void {
    this.#endedBecause ??= reason;
  }

  /** Ends, and with it the statement that runs. */
  abort(reason: string): void {
    this.end(reason);
    this.#parts.connection.cancel();
  }

  /** With a statement that is its last one. Rejects where it is not known whether it was committed, too: see `id`. */
  async commit(last: Statement | null): Promise<void> {
    await this.#last;
    if (this.#failure !== null) throw this.#failure;
    const { connection } = this.#parts;
    if (last === null) return this.#hasBegun ? connection.send("COMMIT") : undefined;
    if (!this.#hasBegun) return void (await connection.query(last.sql, last.parameters));
    const ended = await Promise.allSettled([connection.query(last.sql, last.parameters), connection.send("COMMIT")]);
    // Behind a statement that has failed COMMIT undoes all, and succeeds.
    for (const result of ended) if (result.status === "rejected") throw result.reason;
  }

  /** After what runs now has ended. */
  async rollback(): Promise<void> {
    await this.#last;
    if (this.#hasBegun && !this.#parts.connection.isBroken) await this.#parts.connection.send("ROLLBACK");
  }

  runCallbacks(reason: unknown, onError: (error: unknown) => void): Promise<void> {
    return this.#callbacks.run(reason, onError);
  }

  #run(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    if (this.#endedBecause !== null) return Promise.reject(new Error(this.#endedBecause));
    const running = this.#last.then(() => {
      if (this.#endedBecause !== null) throw new Error(this.#endedBecause);
      return this.#execute(sql, parameters);
    });
    this.#runningCount += 1;
    this.#last = running.then(this.#ended, this.#ended);
    return running;
  }

  readonly #ended = (): void => {
    this.#runningCount -= 1;
    this.#lastUsedAt = performance.now();
  };

  async #execute(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    const effects = statementEffects(sql);
    try {
      return await this.#attempt(sql, parameters);
    } catch (error) {
      if (!isStalePlan(error)) throw translateError(error);
    } finally {
      if (effects.writes !== null) this.#parts.wrote(sql, parameters);
    }
    try {
      return await this.#attempt(sql, parameters);
    } catch (error) {
      throw translateError(error);
    }
  }

  async #attempt(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    const { connection } = this.#parts;
    const { writes, locks, withOwnId, savepoint } = statementEffects(sql);
    if (savepoint !== null) this.#savepoints.check(savepoint);
    const before = this.#prelude(savepoint === null);
    const prepared = before === null ? null : connection.send(before);
    const needsId = writes !== null && this.#id === null;
    try {
      const text = savepoint?.sql ?? (needsId && withOwnId !== null ? withOwnId : sql);
      const running = connection.query(text, parameters);
      const asked = needsId && withOwnId === null ? connection.query(ASK_ID, [true]) : null;
      // Both settle before anything is thrown: an answer that nobody waits for would be an unhandled rejection.
      const [begun, result, id] = await Promise.allSettled([prepared, running, asked]);
      if (begun.status === "rejected") throw begun.reason;
      if (result.status === "rejected") throw result.reason;
      if (needsId) this.#id = idIn(result.value) ?? (id.status === "fulfilled" ? idIn(id.value) : null);
      if (writes !== null) this.#writtenRows += countOf(result.value);
      if (writes !== null || locks) this.#hasWritten = true;
      if (savepoint !== null) this.#savepoints.note(savepoint);
      return result.value;
    } catch (error) {
      if (!isConnectionLost(error)) await this.#undo();
      throw error;
    }
  }

  /** What is sent before the next statement. `isUndone`: whether that is undone by itself where it fails. */
  #prelude(isUndone: boolean): string | null {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      return this.#begin;
    }
    if (!this.#hasWritten) return null;
    const release = this.#hasSavepoint ? "RELEASE one" : null;
    this.#hasSavepoint = isUndone;
    if (!isUndone) return release;
    return release === null ? "SAVEPOINT one" : `${release}; SAVEPOINT one`;
  }

  async #undo(): Promise<void> {
    const { connection } = this.#parts;
    if (!this.#hasWritten) return connection.send(`ROLLBACK; ${this.#begin}`);
    try {
      if (this.#hasSavepoint) return await connection.send("ROLLBACK TO one");
    } catch {
      // The server has refused our own savepoint.
    }
    // All is undone, and COMMIT would succeed without what was written until now.
    this.#failure = new Error("the transaction has ended, as the server refused a savepoint of it");
    this.end(this.#failure.message);
  }
}

/** With a parameter, for those alone are prepared. */
const ASK_ID = `SELECT pg_current_xact_id_if_assigned()::text AS "${OWN_ID}" WHERE $1`;

function idIn(rows: DriverRows | null): string | null {
  const id = rows?.[0]?.[OWN_ID];
  return typeof id === "string" ? id : null;
}

function countOf({ command, count }: DriverRows): number {
  return command === "SELECT" ? 0 : (count ?? 0);
}
