import type { SqliteConnection } from "./connection.ts";
import { sqliteDialect } from "./dialect.ts";
import { DEADLINE_FUNCTION, WITHIN_FUNCTION } from "./query-deadline.ts";
import type { RootPages } from "./root-pages.ts";

/** What SQLite's plan for a statement tells before it runs. */
export interface PlanCost {
  /** The most rows it may step through: the product of what it scans from end to end. */
  readonly scannedRows: number;
  /** The most rows between two looks at the clock; all of them in a statement that doesn't look. */
  readonly blindRows: number;
  readonly looksAtClock: boolean;
  /** Whether it looks within rows, too, as so much is searched or parsed in each. */
  readonly looksWithinRows: boolean;
  /** Set where it takes each row as it comes, so that it steps through no more than its LIMIT and OFFSET say. */
  readonly page: Page | null;
  /** What it searches texts for. */
  readonly patterns: Patterns;
}

/** Parameters, counted from 1, that are patterns of LIKE, each as often as it is one, and whether others come from columns. */
export interface Patterns {
  readonly parameters: readonly number[];
  readonly comeFromColumns: boolean;
}

/** Which parameters, counted from 1, the LIMIT and the OFFSET are. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

interface Instruction {
  addr: number;
  opcode: string;
  p1: number;
  p2: number;
  p3: number;
  p4: string | null;
}

const UNKNOWN_ROWS = 1_000_000;
/** `count(*)` without a condition only reads pages. */
const COUNTED_ROWS_PER_STEP = 10;

/**
 * Reads SQLite's program for the statement rather than `EXPLAIN QUERY PLAN`, which names tables by their aliases.
 * A loop over a whole b-tree goes from Rewind to Next (or Last to Prev) on its cursor; searches start with Seek and don't count.
 */
export function planCost(reader: SqliteConnection, sql: string, pages: RootPages): PlanCost {
  const program = reader.explain<Instruction>(sql);
  const looks = program.filter(({ p4 }) => p4?.startsWith(`${DEADLINE_FUNCTION}(`)).map(({ addr }) => addr);
  const rootPages = new Map<number, number>();
  const loopStarts = new Map<number, number>();
  let scannedRows = 1;
  let blindRows = 1;
  for (const { addr, opcode, p1, p2, p3 } of program) {
    if (opcode === "OpenRead" && p3 === 0) rootPages.set(p1, p2);
    else if (opcode === "Rewind" || opcode === "Last") loopStarts.set(p1, addr);
    const rootPage = rootPages.get(p1);
    const isLoopEnd = opcode === "Next" || opcode === "Prev";
    if (rootPage === undefined || !(isLoopEnd || opcode === "Count")) continue;
    const start = isLoopEnd ? loopStarts.get(p1) : addr;
    if (start === undefined) continue;
    loopStarts.delete(p1);
    const rows = Math.max(
      1,
      rowsBelow(reader, pages.tableAt(reader, rootPage)) / (isLoopEnd ? 1 : COUNTED_ROWS_PER_STEP),
    );
    scannedRows *= rows;
    if (!looks.some((look) => look > start && look < addr)) blindRows *= rows;
  }
  const looksWithin = program.some(({ p4 }) => p4?.startsWith(`${WITHIN_FUNCTION}(`));
  const isRecursive = /\brecursive\b/i.test(sql);
  return {
    scannedRows: isRecursive ? Number.POSITIVE_INFINITY : scannedRows,
    blindRows: isRecursive ? Number.POSITIVE_INFINITY : blindRows,
    looksAtClock: looks.length > 0 || looksWithin,
    looksWithinRows: looksWithin,
    patterns: findPatterns(sql),
    page: isRecursive ? null : findPage(program),
  };
}

/** What the loop over a page consists of where nothing but its place decides about a row. */
const PAGE_OPCODES = new Set(["IfPos", "Column", "Rowid", "RealAffinity", "ResultRow", "DecrJumpZero"]);

function findPage(program: readonly Instruction[]): Page | null {
  const start = program.findIndex(({ opcode }) => opcode === "Rewind" || opcode === "Last");
  const end = program.findIndex(({ opcode }) => opcode === "Next" || opcode === "Prev");
  const paging = program.find(({ opcode }) => opcode === "OffsetLimit");
  if (start < 0 || paging === undefined) return null;
  if (!program.slice(start + 1, end).every(({ opcode }) => PAGE_OPCODES.has(opcode))) return null;
  const parameterIn = (register: number): number | undefined =>
    program.find(({ opcode, p2 }) => opcode === "Variable" && p2 === register)?.p1;
  const limit = parameterIn(paging.p1);
  const offset = parameterIn(paging.p3);
  return limit === undefined || offset === undefined ? null : { limit, offset };
}

/** An upper bound that costs one seek: rows are rarely deleted from the end. Tables without rowid have none. */
function rowsBelow(reader: SqliteConnection, table: string): number {
  try {
    const last = reader.get<{ rows: number | null }>(`SELECT max(rowid) AS rows FROM ${sqliteDialect.quote(table)}`);
    return last?.rows ?? 0;
  } catch {
    return UNKNOWN_ROWS;
  }
}

/** Those that `dialect.expressions.like` writes. In other texts there are only fixed ones. */
function findPatterns(sql: string): Patterns {
  const parameters = [...sql.matchAll(/ LIKE \?(\d+) ESCAPE/g)].map(([, index]) => Number(index));
  return { parameters, comeFromColumns: / LIKE \('%' \|\|/.test(sql) };
}
