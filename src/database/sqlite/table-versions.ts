import { LruMap } from "../../lib/lru-map.ts";
import type { CommitOrder } from "../../lib/bus.ts";
import type { TableMark, TableVersion } from "../engine.ts";
import { type CommitClock, isBefore, ServerClock } from "./commit-clock.ts";
import type { SqliteConnection } from "./connection.ts";
import type { RootPages } from "./root-pages.ts";
import { statementEffects, type StatementEffects } from "./statement-effects.ts";
import { EPOCH, EVERYTHING, type VersionPage } from "./version-page.ts";

interface Parts {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly page: VersionPage;
  readonly clock: CommitClock;
  readonly rootPages: RootPages;
}

interface KnownStatement extends StatementEffects {
  /** Of the tables that it reads. */
  readonly cells: readonly number[];
}

interface Mark {
  readonly cell: number;
  isWritten: boolean;
  /** What the cell holds with the commit. */
  number: number;
  version: TableVersion | null;
}

const MAX_STATEMENTS = 2_000;
const UNKNOWN: StatementEffects = {
  reads: [],
  writes: "all",
  isVolatile: true,
  runsTriggers: true,
  mayRemoveRows: true,
};
const CELL_VALUES = 2 ** 32;

/**
 * Knows the last commit into each table, so that what was read before can be told from what would be read now. Which tables a
 * statement touches comes from its program, which knows of views, triggers and cascades.
 */
export class TableVersions {
  readonly #parts: Parts;
  readonly #statements = new LruMap<string, KnownStatement>(MAX_STATEMENTS);
  #pending = new Set<number>();
  #isAllPending = false;
  #lastWrite: string | null = null;
  #lastRead: string | null = null;
  #lastAdding: string | null = null;
  #orders: { cell: number; commit: number; previous: number; isLast: boolean }[] = [];
  /** Of the commit that is being made: its number, and what was in the cells of the orders before. */
  #setOrders: { readonly number: number; readonly before: ReadonlyMap<number, number> } | null = null;
  readonly #marks = new Map<number, Mark>();
  #epochAtCommit = 0;
  #everythingAtCommit = 0;
  #hasNumber = false;
  /** Counts what changed everything, as this process saw it. */
  #generation = 0;
  #epoch = 0;
  #everything = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  versionOf(sql: string): TableVersion | null {
    this.#parts.clock.foreignChanges();
    if (!this.#isGenerationKnown()) return null;
    const { cells, isVolatile } = this.#statement(sql, this.#parts.reader);
    if (isVolatile) return null;
    const [first = EVERYTHING] = cells;
    if (cells.length <= 1) return this.#versionAt(first);
    let version = String(this.#generation);
    for (const cell of cells) {
      const number = this.#parts.page.at(cell);
      if (!this.#parts.clock.isReached(number)) return null;
      version += `.${number}`;
    }
    return version;
  }

  versionOfTable(table: string): TableVersion | null {
    if (!this.#isGenerationKnown()) return null;
    return this.#versionAt(this.#parts.page.cellOf(table));
  }

  mayBeWrittenSince(table: string, commit: number): boolean {
    const { page } = this.#parts;
    return isBefore(commit, page.at(page.cellOf(table))) || isBefore(commit, page.at(EVERYTHING));
  }

  get isShared(): boolean {
    return this.#parts.clock instanceof ServerClock;
  }

  /** To be called when a transaction has begun that may write. */
  began(): void {
    this.#parts.clock.began();
  }

  /** To be told of every statement of the writer, after it ran and before the commit. Whether it may have written. */
  wrote(sql: string): boolean {
    // The same as before, in the same transaction.
    if (sql === this.#lastWrite) return true;
    if (sql === this.#lastRead) return false;
    // Statistics change no result.
    if (/^\s*(?:SELECT\b|PRAGMA optimize\b)/i.test(sql)) {
      this.#lastRead = sql;
      return false;
    }
    this.#lastWrite = sql;
    // A trigger may be new.
    if (sql !== this.#lastAdding) this.#lastAdding = null;
    const { writes } = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i.test(sql)
      ? this.#statement(sql, this.#parts.writer)
      : UNKNOWN;
    if (writes === "all") this.#isAllPending = true;
    else for (const table of writes) this.#pending.add(this.#parts.page.cellOf(table));
    if (this.#marks.size > 0) this.#noteMarked(writes);
    return true;
  }

  #noteMarked(writes: StatementEffects["writes"]): void {
    const cells = writes === "all" ? null : new Set(writes.map((table) => this.#parts.page.cellOf(table)));
    for (const mark of this.#marks.values()) {
      if (cells === null || cells.has(mark.cell)) mark.isWritten = true;
    }
  }

  /** To be called with the write lock: what others wrote before is part of what the transaction sees. */
  lookForOthers(): void {
    this.#parts.clock.look();
  }

  /** Null where the open transaction may have written the table. */
  versionUnlessWritten(table: string): TableVersion | null {
    if (this.#isAllPending || this.#pending.has(this.#parts.page.cellOf(table))) return null;
    return this.versionOfTable(table);
  }

  /** Filled with the next commit. */
  mark(table: string): TableMark {
    const cell = this.#parts.page.cellOf(table);
    const mark: Mark = { cell, isWritten: false, number: 0, version: null };
    this.#marks.set(cell, mark);
    // The same statement again may write it.
    this.#lastWrite = null;
    return mark;
  }

  runsTriggers(sql: string): boolean {
    return !this.#isGenerationKnown() || this.#statement(sql, this.#parts.writer).runsTriggers;
  }

  onlyAddsRows(sql: string): boolean {
    // What ran before in the same transaction, most often.
    if (sql === this.#lastAdding) return true;
    this.#lastAdding = null;
    // Behind a change of the schema nothing is known of any.
    if (!/^\s*INSERT\b/i.test(sql) || this.#isAllPending || !this.#isGenerationKnown()) return false;
    if (this.#statement(sql, this.#parts.writer).mayRemoveRows) return false;
    this.#lastAdding = sql;
    return true;
  }

  /** Filled with the next commit. */
  orderOf(key: string): CommitOrder {
    const cell = this.#parts.page.cellOfKey(key);
    const order = { cell, commit: 0, previous: 0, isLast: false, isOwn: !this.isShared };
    this.#orders.push(order);
    return order;
  }

  /** What it returns takes back the places given since: they would be waited for, and what was undone is never told. */
  markOrders(): () => void {
    const count = this.#orders.length;
    return () => void this.#orders.splice(count);
  }

  /** To be called just before the commit, with the write lock. */
  committing(): void {
    if (this.#isAllPending || this.#pending.size > 0) this.#setCells();
    if (this.#marks.size === 0) return;
    const { page } = this.#parts;
    this.#epochAtCommit = page.at(EPOCH);
    this.#everythingAtCommit = page.at(EVERYTHING);
    for (const mark of this.#marks.values()) mark.number = page.at(mark.cell);
  }

  #setCells(): void {
    const { clock, page } = this.#parts;
    const number = clock.next();
    this.#hasNumber = true;
    if (this.#isAllPending) page.set(EVERYTHING, number);
    for (const cell of this.#pending) page.set(cell, number);
    const before = new Map<number, number>();
    for (const order of this.#orders) {
      const last = page.at(order.cell);
      if (!before.has(order.cell)) before.set(order.cell, last);
      // The same for all of one commit: what waits for an earlier one must not be overtaken by what was written after it.
      const previous = before.get(order.cell) ?? 0;
      // A worker that was killed in its commit has left that number: which one came before it is not known.
      order.previous = previous === number ? (number - 1) >>> 0 : previous;
      order.commit = number;
      page.set(order.cell, number);
    }
    this.#setOrders = { number, before };
    const last = new Map(this.#orders.map((order) => [order.cell, order]));
    for (const order of last.values()) order.isLast = true;
  }

  /** To be called before a rollback, with the write lock: a commit that failed is told by nobody, and nobody must wait for it. */
  undo(): void {
    const { number = 0, before = new Map<number, number>() } = this.#setOrders ?? {};
    for (const [cell, last] of before) this.#parts.page.replace(cell, number, last);
  }

  /** To be called after the commit, or after everything was rolled back. */
  ended(): void {
    this.#isAllPending = false;
    this.#lastWrite = null;
    this.#lastAdding = null;
    if (this.#pending.size > 0) this.#pending = new Set();
    if (this.#orders.length > 0) this.#orders = [];
    this.#setOrders = null;
    if (this.#hasNumber) {
      this.#hasNumber = false;
      this.#parts.clock.ended();
    }
    if (this.#marks.size > 0) this.#fillMarks();
  }

  /** Another process may have written since the commit, and is then known by what it left. */
  #fillMarks(): void {
    const { page } = this.#parts;
    for (const mark of this.#marks.values()) {
      const version = this.#isGenerationKnown() ? this.#versionAt(mark.cell) : null;
      const isOwn =
        page.at(EPOCH) === this.#epochAtCommit &&
        page.at(EVERYTHING) === this.#everythingAtCommit &&
        page.at(mark.cell) === mark.number;
      if (isOwn && !mark.isWritten) mark.version = version;
    }
    this.#marks.clear();
  }

  /** To be called after a statement that was its own transaction. */
  ranAlone(sql: string): void {
    if (this.isShared) return this.changedElsewhere();
    this.wrote(sql);
    this.committing();
    this.ended();
  }

  /** Another connection of this process may have written anything. */
  changedElsewhere(): void {
    this.#parts.page.increment(EPOCH);
  }

  /** False while a change of everything is being committed. */
  #isGenerationKnown(): boolean {
    const { page, clock } = this.#parts;
    const [epoch, everything] = [page.at(EPOCH), page.at(EVERYTHING)];
    if (epoch === this.#epoch && everything === this.#everything) return true;
    if (!clock.isReached(everything)) return false;
    this.#epoch = epoch;
    this.#everything = everything;
    this.#generation++;
    this.#statements.clear();
    return true;
  }

  #versionAt(cell: number): TableVersion | null {
    const number = this.#parts.page.at(cell);
    return this.#parts.clock.isReached(number) ? this.#generation * CELL_VALUES + number : null;
  }

  #statement(sql: string, connection: SqliteConnection): KnownStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const effects = statementEffects(connection, sql, this.#parts.rootPages);
    const statement = { ...effects, cells: effects.reads.map((table) => this.#parts.page.cellOf(table)) };
    this.#statements.set(sql, statement);
    return statement;
  }
}
