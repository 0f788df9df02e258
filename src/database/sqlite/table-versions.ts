import { LruMap } from "../../lib/lru-map.ts";
import type { SqliteConnection } from "./connection.ts";
import { statementEffects, type StatementEffects } from "./statement-effects.ts";

interface Connections {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
}

const MAX_STATEMENTS = 2_000;
const UNKNOWN: StatementEffects = { reads: [], writes: "all", isVolatile: true };

/**
 * Counts the commits into each table, so that what was read before can be told from what would be read now. Which tables a
 * statement touches comes from its program, which knows of views, triggers and cascades.
 */
export class TableVersions {
  readonly #connections: Connections;
  readonly #effects = new LruMap<string, StatementEffects>(MAX_STATEMENTS);
  readonly #versions = new Map<string, number>();
  #pending = new Set<string>();
  #isAllPending = false;
  /** Counts what may have changed any table, or what the statements mean. */
  #epoch = 0;
  #foreignChanges = 0;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Null where the statement's result can change without a commit. */
  versionOf(sql: string, foreignChanges: number): string | null {
    if (foreignChanges !== this.#foreignChanges) {
      this.#foreignChanges = foreignChanges;
      this.#startEpoch();
    }
    const { reads, isVolatile } = this.#effectsOf(sql, this.#connections.reader);
    if (isVolatile) return null;
    let version = String(this.#epoch);
    for (const table of reads) version += `.${this.#versions.get(table) ?? 0}`;
    return version;
  }

  /** To be told of every statement of the writer, after it ran and before the commit. */
  wrote(sql: string): void {
    // Statistics change no result.
    if (/^\s*(?:SELECT\b|PRAGMA optimize\b)/i.test(sql)) return;
    const { writes } = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i.test(sql)
      ? this.#effectsOf(sql, this.#connections.writer)
      : UNKNOWN;
    if (writes === "all") this.#isAllPending = true;
    else for (const table of writes) this.#pending.add(table);
  }

  committed(): void {
    if (this.#isAllPending) this.#startEpoch();
    for (const table of this.#pending) this.#versions.set(table, (this.#versions.get(table) ?? 0) + 1);
    this.rolledBack();
  }

  rolledBack(): void {
    this.#isAllPending = false;
    if (this.#pending.size > 0) this.#pending = new Set();
  }

  /** Another connection of this process may have written anything. */
  changedElsewhere(): void {
    this.#startEpoch();
  }

  #startEpoch(): void {
    this.#epoch++;
    this.#versions.clear();
    this.#effects.clear();
  }

  #effectsOf(sql: string, connection: SqliteConnection): StatementEffects {
    const known = this.#effects.get(sql);
    if (known !== undefined) return known;
    const effects = statementEffects(connection, sql);
    this.#effects.set(sql, effects);
    return effects;
  }
}
