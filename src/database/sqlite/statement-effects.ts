import type { SqliteConnection } from "./connection.ts";
import type { RootPages } from "./root-pages.ts";

/** What SQLite's program for a statement touches. */
export interface StatementEffects {
  readonly reads: readonly string[];
  /** Triggers and cascades included; "all" where it can't be told, as with changes of the schema. */
  readonly writes: readonly string[] | "all";
  /** Whether it asks for the time or for random numbers. */
  readonly isVolatile: boolean;
  /** Or what else is a program of its own within it. */
  readonly runsTriggers: boolean;
  /** False where it adds rows at most. */
  readonly mayRemoveRows: boolean;
}

interface Instruction {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p4: string | null;
}

const VOLATILE = new Set(
  "date time datetime julianday unixepoch strftime timediff current_date current_time current_timestamp random randomblob changes total_changes last_insert_rowid".split(
    " ",
  ),
);
const UNTRACEABLE = new Set(["SetCookie", "ParseSchema", "CreateBtree", "Destroy", "DropTable", "VUpdate", "Vacuum"]);

export function statementEffects(connection: SqliteConnection, sql: string, pages: RootPages): StatementEffects {
  const reads = new Set<string>();
  const writes = new Set<string>();
  let isVolatile = false;
  let isTraceable = true;
  let runsTriggers = false;
  let removesRows = false;
  for (const { opcode, p1, p2, p4 } of connection.explain<Instruction>(sql)) {
    if (opcode === "OpenRead") reads.add(pages.tableAt(connection, p2));
    else if (opcode === "Delete") removesRows = true;
    else if (opcode === "OpenWrite") writes.add(pages.tableAt(connection, p2));
    else if (opcode === "Clear") writes.add(pages.tableAt(connection, p1));
    else if (opcode === "Function") isVolatile ||= VOLATILE.has(p4?.split("(")[0] ?? "");
    else if (opcode === "Program") runsTriggers = true;
    else if (UNTRACEABLE.has(opcode)) isTraceable = false;
  }
  const mayRemoveRows = removesRows || runsTriggers || !isTraceable || !/^INSERT\b/i.test(sql);
  return { reads: [...reads], writes: isTraceable ? [...writes] : "all", isVolatile, runsTriggers, mayRemoveRows };
}
