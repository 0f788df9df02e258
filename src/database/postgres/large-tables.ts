import { LruMap } from "../../lib/lru-map.ts";
import type { SqlValue } from "../engine.ts";
import type { Relations } from "./relations.ts";
import { EVERYTHING, statementEffects } from "./statement-effects.ts";

const MAX_STATEMENTS = 2_000;
/** Of the texts of one statement that writes. A row that PostgreSQL keeps whole takes no more than a page, of as many bytes. */
const LARGE = 8_192;

/**
 * Knows which tables may hold large texts, as far as that is sure to be seen: rather too many than one too few. Those that PostgreSQL
 * keeps beside their table are seen when the relations are read, those that are written later when they are written.
 */
export class LargeTables {
  #relations: Relations | null = null;
  #isAnyWritten = false;
  readonly #written = new Set<string>();
  readonly #known = new LruMap<string, boolean>(MAX_STATEMENTS);

  /** Another object where columns may have changed. */
  get schema(): object | null {
    return this.#relations;
  }

  isReadBy(sql: string): boolean {
    const known = this.#isAnyWritten ? undefined : this.#known.get(sql);
    if (known !== undefined) return known;
    const isLarge = this.#find(sql);
    this.#known.set(sql, isLarge);
    return isLarge;
  }

  /** Null stands for what another process has written. */
  wrote(table: string, parameters: readonly SqlValue[] | null): void {
    if (table === EVERYTHING) {
      // Of this process' own the relations are read again.
      if (parameters === null) this.#isAnyWritten = true;
      return;
    }
    if (this.#written.has(table)) return;
    if (parameters !== null && sizeOf(parameters) <= LARGE) return;
    this.#written.add(table);
    this.#known.clear();
  }

  relationsAre(relations: Relations | null): void {
    this.#relations = relations;
    this.#isAnyWritten = false;
    this.#known.clear();
  }

  #find(sql: string): boolean {
    const relations = this.#relations;
    if (relations === null || this.#isAnyWritten) return true;
    const isLarge = (name: string): boolean => this.#written.has(name) || relations.large.has(name);
    return statementEffects(sql).names.some((name) => {
      const view = relations.views.get(name);
      // What a view computes can be large, whatever it is made of.
      return view !== undefined || isLarge(name);
    });
  }
}

function sizeOf(parameters: readonly SqlValue[]): number {
  let size = 0;
  for (const value of parameters) {
    if (typeof value === "string") size += value.length;
    else if (value instanceof Uint8Array) size += value.length;
  }
  return size;
}
