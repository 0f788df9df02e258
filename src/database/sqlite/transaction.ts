import type { CommitOrder } from "../../lib/bus.ts";
import type {
  Dialect,
  InPlaceConnection,
  ReadById,
  Row,
  SchemaReader,
  SqlValue,
  TableMark,
  TableVersion,
  Transaction,
} from "../engine.ts";
import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { sqliteSchemaReader } from "./schema-reader.ts";
import type { TableVersions } from "./table-versions.ts";
import { promised } from "../promised.ts";
import { TransactionCallbacks } from "../transaction-callbacks.ts";

const MAX_FOUND = 10_000;
const CHANGES_ROWS = /^\s*(?:UPDATE|DELETE)\b/i;

/** The writer connection while one transaction owns it. Every use after its end is an error that says why it ended. */
export class SqliteTransaction implements Transaction, InPlaceConnection {
  readonly dialect: Dialect = sqliteDialect;
  readonly #writer: SqliteConnection;
  readonly #versions: TableVersions;
  readonly #callbacks = new TransactionCallbacks();
  #endedBecause: string | null = null;
  #lastUsedAt = performance.now();
  #endsAt = Number.POSITIVE_INFINITY;
  #runs = 0;
  #hasLooked = false;
  /** The ids that were found, by the statement; null where nothing is known. */
  #found: Map<string, Set<string>> | null = null;
  /** Called before a statement that triggers are part of: they may leave something when it fails. */
  onTrigger: (() => void) | null = null;

  constructor(writer: SqliteConnection, versions: TableVersions) {
    this.#writer = writer;
    this.#versions = versions;
  }

  get schema(): SchemaReader {
    return sqliteSchemaReader(this);
  }

  get inPlace(): InPlaceConnection {
    return this;
  }

  get isOpen(): boolean {
    return this.#endedBecause === null;
  }

  get idleMs(): number {
    return performance.now() - this.#lastUsedAt;
  }

  /**
   * A statement may run no longer than what is left of the time: it stops the thread, so a timer alone would come too late.
   */
  limitTime(limitMs: number): void {
    this.#endsAt = performance.now() + limitMs;
  }

  lock(_name: string): Promise<void> {
    return Promise.resolve();
  }

  all<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = [], maxBytes?: number): Promise<T[]> {
    return promised(() => {
      const rows = this.#connection().all<T>(sql, parameters, { limitMs: this.#statementLimitMs(), maxBytes });
      this.#ran(sql);
      return rows;
    });
  }

  get<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | null> {
    return promised(() => this.getNow<T>(sql, parameters));
  }

  getById<T extends object = Row>({ one }: ReadById, id: string, others: readonly SqlValue[] = []): Promise<T | null> {
    return this.get<T>(one, [id, ...others]);
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ changes: number }> {
    return promised(() => this.runNow(sql, parameters));
  }

  getNow<T extends object = Row>(sql: string, parameters: readonly SqlValue[] = []): T | null {
    const row = this.#connection().get<T>(sql, parameters, this.#statementLimitMs());
    this.#ran(sql);
    return row;
  }

  runNow(sql: string, parameters: readonly SqlValue[] = []): { changes: number } {
    const connection = this.#connection();
    if (this.onTrigger !== null && this.#versions.runsTriggers(sql)) this.onTrigger();
    if (this.#found !== null && !this.#versions.onlyAddsRows(sql)) this.#found = null;
    const result = connection.run(sql, parameters);
    // Where no row is there nothing is written, and who finds that out throws for itself alone.
    if (result.changes > 0 || !CHANGES_ROWS.test(sql)) this.#runs += 1;
    this.#versions.wrote(sql);
    return result;
  }

  hasRowNow(sql: string, id: string): boolean {
    const known = this.#found?.get(sql);
    if (known?.has(id) === true && this.isOpen) return true;
    if (this.getNow(sql, [id]) === null) return false;
    if (known !== undefined && known.size < MAX_FOUND) known.add(id);
    else (this.#found ??= new Map()).set(sql, new Set([id]));
    return true;
  }

  /** How many statements ran that may have written, without their triggers. */
  get runs(): number {
    return this.#runs;
  }

  versionOfTable(table: string): TableVersion | null {
    if (!this.#hasLooked) this.#versions.lookForOthers();
    this.#hasLooked = true;
    return this.#versions.versionUnlessWritten(table);
  }

  markTable(table: string): TableMark {
    return this.#versions.mark(table);
  }

  async writtenRows(): Promise<number> {
    return this.#connection().get<{ count: number }>("SELECT total_changes() AS count")?.count ?? 0;
  }

  orderOf(key: string): CommitOrder | null {
    return this.#versions.orderOf(key);
  }

  /** Other servers have other databases. */
  tell(_name: string, _message: unknown): boolean {
    return false;
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

  runCallbacks(reason: unknown, onError: (error: unknown) => void): Promise<void> {
    return this.#callbacks.run(reason, onError);
  }

  /** A statement that gives rows may write, too. */
  #ran(sql: string): void {
    this.#writer.slowReads.note(sql, performance.now() - this.#lastUsedAt);
    if (!this.#versions.wrote(sql)) return;
    this.#runs += 1;
    this.#found = null;
  }

  #statementLimitMs(): number {
    return Math.max(0, Math.min(this.#writer.queryTimeoutMs, this.#endsAt - performance.now()));
  }

  #connection(): SqliteConnection {
    if (this.#endedBecause !== null) throw new Error(this.#endedBecause);
    this.#lastUsedAt = performance.now();
    return this.#writer;
  }
}
