import { LruMap } from "../../lib/lru-map.ts";
import type { TableVersion } from "../engine.ts";
import { LargeTables } from "./large-tables.ts";
import type { Relations } from "./relations.ts";
import { EVERYTHING, statementEffects } from "./statement-effects.ts";

const MAX_STATEMENTS = 2_000;

/**
 * Knows the last commit into each table by this process, and of others what the database tells (`foreign-changes.ts`), so that what
 * was read before can be told from what would be read now. For caches alone: a commit of another program is known a moment later.
 */
export class TableVersions {
  /** Which tables may hold large texts. */
  readonly large = new LargeTables();
  #relations: Relations | null = null;
  /** Whether the database tells of others' changes. */
  #isHearing = false;
  /** Afterwards what others have written may be unknown, by `performance.now()`. */
  #trustedUntil = Infinity;
  #generation = 0;
  #foreignChanges = 0;
  readonly #versions = new Map<string, number>();
  /** How many commits into the table are just being made. */
  readonly #pending = new Map<string, number>();
  /** The tables that a statement reads; null where its result can change without a commit. */
  readonly #tables = new LruMap<string, readonly string[] | null>(MAX_STATEMENTS);

  versionOf(sql: string): TableVersion | null {
    if (!this.#isKnown) return null;
    let tables = this.#tables.get(sql);
    if (tables === undefined) {
      tables = this.#tablesOf(sql);
      this.#tables.set(sql, tables);
    }
    if (tables === null) return null;
    let version = String(this.#generation);
    for (const table of tables) {
      if (this.#pending.has(table)) return null;
      version += `.${this.#versions.get(table) ?? 0}`;
    }
    return version;
  }

  versionOfTable(table: string): TableVersion | null {
    const name = table.toLowerCase();
    if (!this.#isKnown || this.#pending.has(name)) return null;
    return `${this.#generation}.${this.#versions.get(name) ?? 0}`;
  }

  /** To be called before a commit into these tables; what it returns after it, however that went. */
  committing(tables: ReadonlySet<string>): () => void {
    for (const table of tables) this.#pending.set(table, (this.#pending.get(table) ?? 0) + 1);
    return () => {
      for (const table of tables) {
        const left = (this.#pending.get(table) ?? 1) - 1;
        if (left === 0) this.#pending.delete(table);
        else this.#pending.set(table, left);
        this.changed(table);
      }
    };
  }

  /** Somebody has written the table, or everything. */
  changed(table: string): void {
    if (table !== EVERYTHING) this.#versions.set(table, (this.#versions.get(table) ?? 0) + 1);
    else this.#generation += 1;
  }

  /** The same of a program that does not belong to this server. */
  changedByOthers(table: string): void {
    this.#foreignChanges += 1;
    this.changed(table);
    this.large.wrote(table, null);
  }

  /** How often others wrote, or may have while nobody heard of it. */
  get foreignChanges(): number {
    return this.#foreignChanges;
  }

  /** Whether a write into these may write others, too; null where the relations are not known. */
  canTrigger(tables: ReadonlySet<string>): boolean | null {
    if (this.#relations === null) return null;
    const { triggering } = this.#relations;
    return triggering.size > 0 && [...tables].some((table) => triggering.has(table));
  }

  hears(isHearing: boolean): void {
    this.#isHearing = isHearing;
    this.#generation += 1;
    this.#foreignChanges += 1;
  }

  /** Until then it is certain that all commits of other servers were heard of but for the last ones. */
  trustUntil(ms: number): void {
    this.#trustedUntil = ms;
  }

  /** Null where the schema may have changed since it was read. */
  relationsAre(relations: Relations | null): void {
    this.#relations = relations;
    this.#tables.clear();
    this.large.relationsAre(relations);
  }

  get #isKnown(): boolean {
    if (!this.#isHearing || this.#relations === null || this.#pending.has(EVERYTHING)) return false;
    return this.#trustedUntil === Infinity || performance.now() < this.#trustedUntil;
  }

  #tablesOf(sql: string): readonly string[] | null {
    const { names, isVolatile } = statementEffects(sql);
    if (isVolatile || this.#relations === null) return null;
    const tables = new Set<string>();
    for (const name of names) {
      if (this.#relations.tables.has(name)) tables.add(name);
      const view = this.#relations.views.get(name);
      if (view === undefined) continue;
      if (view.isVolatile) return null;
      for (const table of view.tables) tables.add(table);
    }
    return [...tables].toSorted();
  }
}
