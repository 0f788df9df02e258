// What the statements of lists and views were made of, so that a slow one can be shown as its filter.
//
// Noted once a plan, when its text is written; asked when figures are stored. Values are never part of it: a filter is kept by its shape.
import type { Engine } from "../../database/engine.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import { SizedLruMap } from "../../lib/sized-lru-map.ts";
import type { Collection } from "../collections/collection.ts";

/** A page of records, their number, one record, or whether a rule holds for one. */
export type QueryKind = "list" | "count" | "view" | "check";

export interface QueryShape {
  readonly kind: QueryKind;
  readonly collection: Collection;
  readonly rule: string;
  /** As `ScannedFilter.shape`. */
  readonly filter: string;
  readonly sort: string;
}

/** In characters of statements. */
const MAX_SIZE = 2_000_000;

const stores = new WeakMap<Engine, SizedLruMap<string, QueryShape>>();

export function noteShape(database: Engine, sql: string, shape: QueryShape): void {
  if (database.watch === null) return;
  let shapes = stores.get(database);
  if (shapes === undefined) stores.set(database, (shapes = new SizedLruMap(MAX_SIZE, (_, key) => key.length)));
  shapes.set(sql, shape);
}

export function shapeOf(database: Engine, sql: string): QueryShape | null {
  return stores.get(database)?.get(sql) ?? null;
}

/** A shape for people: `author = ? && n > ?`. */
export function filterText(shape: string): string {
  const words = shape.split(" ").map((word) => (word === "'" || word === "0" ? "?" : word));
  return words.join(" ").replaceAll("( ", "(").replaceAll(" )", ")").replaceAll(" ,", ",").trim();
}

/** A rule in the same form; "" for one that can't be read. */
export function ruleText(rule: string): string {
  try {
    return filterText(scanFilter(rule).shape);
  } catch {
    return "";
  }
}
