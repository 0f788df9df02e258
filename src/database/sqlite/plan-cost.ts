import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { DEADLINE_FUNCTION } from "./query-deadline.ts";

/** What the text of a statement and SQLite's plan for it tell before it runs. */
export interface PlanCost {
  /** Whether the statement looks at the clock as it runs and so can be ended. */
  readonly isGuarded: boolean;
  /** The most rows it may step through, as the product of what it scans from end to end. */
  readonly scannedRows: number;
}

interface Instruction {
  opcode: string;
  p1: number;
  p2: number;
  p3: number;
}

const UNKNOWN_ROWS = 1_000_000;
/** `count(*)` without a condition only reads pages. */
const COUNTED_ROWS_PER_STEP = 10;

/**
 * Reads SQLite's program for the statement rather than `EXPLAIN QUERY PLAN`, which names tables by their aliases.
 * A loop over a whole b-tree goes from Rewind to Next (or Last to Prev) on its cursor; searches start with Seek and don't count.
 */
export function planCost(reader: SqliteConnection, sql: string): PlanCost {
  const isGuarded = sql.includes(`${DEADLINE_FUNCTION}(`);
  if (/\brecursive\b/i.test(sql)) return { isGuarded, scannedRows: UNKNOWN_ROWS };
  const rootPages = new Map<number, number>();
  const loopStarts = new Set<number>();
  let scannedRows = 1;
  for (const { opcode, p1, p2, p3 } of reader.explain<Instruction>(sql)) {
    if (opcode === "OpenRead" && p3 === 0) rootPages.set(p1, p2);
    else if (opcode === "Rewind" || opcode === "Last") loopStarts.add(p1);
    const rootPage = rootPages.get(p1);
    if (rootPage === undefined) continue;
    if (opcode === "Count") scannedRows *= Math.max(1, rowsBelow(reader, rootPage) / COUNTED_ROWS_PER_STEP);
    else if ((opcode === "Next" || opcode === "Prev") && loopStarts.delete(p1)) {
      scannedRows *= Math.max(1, rowsBelow(reader, rootPage));
    }
  }
  return { isGuarded, scannedRows };
}

/** An upper bound that costs one seek: rows are rarely deleted from the end. Tables without rowid have none. */
function rowsBelow(reader: SqliteConnection, rootPage: number): number {
  const sql = "SELECT tbl_name AS name FROM sqlite_schema WHERE rootpage = ?";
  const found = reader.get<{ name: string }>(sql, [rootPage]);
  const table = found?.name ?? "sqlite_schema";
  try {
    const last = reader.get<{ rows: number | null }>(`SELECT max(rowid) AS rows FROM ${sqliteDialect.quote(table)}`);
    return last?.rows ?? 0;
  } catch {
    return UNKNOWN_ROWS;
  }
}
