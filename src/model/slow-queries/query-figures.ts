import { createHash } from "node:crypto";
import type { Engine } from "../../database/engine.ts";
import type { StatementUse } from "../../database/statement-watch.ts";
import { filterText, type QueryKind, ruleText, shapeOf } from "../rules/query-shapes.ts";

/** What is kept of a statement: what it is and what it took. Holds no value that a client sent. */
export interface QueryFigures {
  /** Another for each statement and the indexes that it used. */
  readonly id: string;
  /** `sql`: written by a plugin, a hook file or the server itself. */
  readonly kind: QueryKind | "sql";
  /** The id; "" for `sql`. */
  readonly collection: string;
  readonly filter: string;
  readonly rule: string;
  readonly sort: string;
  readonly sql: string;
  readonly runs: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** The most rows that it may step through; null where that is not known. */
  readonly scannedRows: number | null;
  /** The names of the indexes that it used. */
  readonly indexes: readonly string[];
}

/** What the server reads of these is not for anyone to mend. */
const OWN_TABLES = /\bFROM ["`]?(?:_(?:collections|params|migrations)|pragma_\w+|sqlite_\w+)\b/i;
/** Longer statements are left out. */
const MAX_SQL_LENGTH = 8_000;
const LITERAL = /'(?:[^']|'')+'|(?<![?\w])\d{4,}(?:\.\d+)?\b/g;

/** Null for what is not to be kept. */
export function figuresOf(database: Engine, use: StatementUse): QueryFigures | null {
  if (use.sql.length > MAX_SQL_LENGTH) return null;
  const shape = shapeOf(database, use.sql);
  const { runs, totalMs, longestMs, scannedRows, indexes } = use;
  const counts = { runs, totalMs, longestMs, scannedRows, indexes };
  if (shape === null) {
    if (OWN_TABLES.test(use.sql)) return null;
    const sql = withoutValues(use.sql);
    return { id: idOf(sql, indexes), kind: "sql", collection: "", filter: "", rule: "", sort: "", sql, ...counts };
  }
  const { kind, collection, sort } = shape;
  const [filter, rule] = [filterText(shape.filter), ruleText(shape.rule)];
  return { id: idOf(use.sql, indexes), kind, collection: collection.id, filter, rule, sort, sql: use.sql, ...counts };
}

/** "" stays: conditions of indexes are about it, and it tells nothing. */
function withoutValues(sql: string): string {
  return sql.replaceAll(LITERAL, "?");
}

function idOf(sql: string, indexes: readonly string[]): string {
  return createHash("sha256")
    .update([sql, ...indexes].join("\0"))
    .digest("base64url")
    .slice(0, 20);
}

/** Of the same statement. */
export function addFigures(a: QueryFigures, b: QueryFigures): QueryFigures {
  return {
    ...b,
    runs: a.runs + b.runs,
    totalMs: a.totalMs + b.totalMs,
    longestMs: Math.max(a.longestMs, b.longestMs),
  };
}
