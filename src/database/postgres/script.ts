import type { ScriptOptions, TableResult } from "../engine.ts";
import type { PostgresConnection } from "./connection.ts";
import { NOT_IN_TRANSACTION, sqlState } from "./errors.ts";
import type { DriverRows } from "./rows.ts";

const QUERY = /^\s*(?:SELECT|WITH|VALUES|TABLE)\b/i;
const CURSOR = "baobox_console";

/** What an operator wrote. Several statements are one transaction, unless they are transactions themselves. */
export async function runScript(
  connection: PostgresConnection,
  script: string,
  { maxRows, timeoutMs }: ScriptOptions,
): Promise<TableResult> {
  await connection.limitStatements(timeoutMs);
  try {
    if (isOneQuery(script)) {
      const rows = await firstRows(connection, script, maxRows);
      if (rows !== null) return tableOf(rows, maxRows);
    }
    const results = await runAll(connection, script);
    const last = Array.isArray(results) && isResult(results[0]) ? (results as DriverRows[]) : [results as DriverRows];
    return { ...tableOf(last.at(-1), maxRows), affectedRows: affectedBy(last) };
  } finally {
    // What the script has set, prepared or left open.
    connection.retire();
  }
}

function isResult(value: unknown): boolean {
  return Array.isArray(value) && "command" in value;
}

/** By a cursor: all rows of a large table would fill the memory. Null for a statement that writes, which has none. */
async function firstRows(connection: PostgresConnection, query: string, maxRows: number): Promise<DriverRows | null> {
  await connection.send("BEGIN");
  try {
    await connection.send(`DECLARE ${CURSOR} NO SCROLL CURSOR FOR ${query.replace(/;\s*$/, "")}`);
    const rows = await connection.script(`FETCH ${maxRows} FROM ${CURSOR}`);
    await connection.send("COMMIT");
    return rows as DriverRows;
  } catch (error) {
    await connection.send("ROLLBACK");
    // DECLARE CURSOR must not contain data-modifying statements in WITH; SELECT INTO is not allowed here.
    if (sqlState(error) === "0A000" || sqlState(error) === "42P11") return null;
    throw error;
  }
}

async function runAll(connection: PostgresConnection, script: string): Promise<DriverRows | DriverRows[]> {
  try {
    return await connection.script(script);
  } catch (error) {
    if (sqlState(error) !== NOT_IN_TRANSACTION) throw error;
    throw new Error("the statement can't be run together with others", { cause: error });
  }
}

/** Whether it is a query without a second statement behind it, as far as can be told without a parser. */
function isOneQuery(script: string): boolean {
  const text = script.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, " ");
  return QUERY.test(text) && !/;\s*\S/.test(text) && !/\bINTO\b/i.test(text);
}

function tableOf(rows: DriverRows | undefined, maxRows: number): TableResult {
  const columns = (rows?.columns ?? []).map(({ name, type }) => ({ name, type: TYPES[type] ?? "" }));
  const cells = (rows ?? []) as unknown as readonly unknown[][];
  return {
    columns,
    rows: cells.slice(0, maxRows).map((row) => row.map(cellText)),
    affectedRows: 0,
  };
}

/** The numbers of the types that the API names. */
const TYPES: Readonly<Record<number, string>> = {
  16: "BOOLEAN",
  20: "BIGINT",
  21: "SMALLINT",
  23: "INTEGER",
  25: "TEXT",
  114: "JSON",
  700: "REAL",
  701: "DOUBLE PRECISION",
  1043: "VARCHAR",
  1082: "DATE",
  1114: "TIMESTAMP",
  1184: "TIMESTAMPTZ",
  1700: "NUMERIC",
  2950: "UUID",
  3802: "JSONB",
};

function cellText(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return `\\x${Buffer.from(cell).toString("hex")}`;
  if (typeof cell === "object") return JSON.stringify(cell);
  return typeof cell === "string" ? cell : String(cell as number | bigint | boolean);
}

function affectedBy(results: readonly DriverRows[]): number {
  const writing = results.findLast(({ command }) => /^(?:INSERT|UPDATE|DELETE|MERGE)$/.test(command ?? ""));
  return writing?.count ?? 0;
}
