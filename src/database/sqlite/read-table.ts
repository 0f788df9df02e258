import { Database } from "bun:sqlite";
import type { Statement } from "bun:sqlite";
import type { TableResult } from "../engine.ts";
import { splitScript } from "./split-script.ts";

type Cell = bigint | number | string | Uint8Array | null;

/**
 * Runs the statements of a script on a connection of its own, which can only read, and gives the rows of the last one. What the
 * script sets (pragmas, attached files) ends with it.
 */
export function readTable(file: string, script: string, maxRows: number): TableResult {
  using database = new Database(file, { readonly: true, safeIntegers: true });
  database.run("PRAGMA busy_timeout = 5000");
  let table: TableResult = { columns: [], rows: [], affectedRows: 0 };
  for (const sql of splitScript(script)) {
    using statement = database.prepare(sql);
    table = rowsOf(statement, maxRows);
  }
  return table;
}

function rowsOf(statement: Statement, maxRows: number): TableResult {
  const rows: Cell[][] = [];
  const { columnNames } = statement;
  if (columnNames.length === 0) {
    statement.run();
    return { columns: [], rows: [], affectedRows: 0 };
  }
  // Rows as lists, because columns may have the same name. There is no way to get them one by one.
  for (const row of statement.values() as Cell[][]) {
    if (rows.length === maxRows) break;
    rows.push(row);
  }
  const types = statement.declaredTypes.map((type) => (type ?? "").toUpperCase());
  return {
    columns: columnNames.map((name, index) => ({ name, type: types[index] ?? "" })),
    rows: rows.map((row) => row.map((cell, index) => cellText(cell, types[index] ?? ""))),
    affectedRows: 0,
  };
}

/** As Go makes texts of what its SQLite driver gives. */
function cellText(cell: Cell, type: string): string | null {
  if (cell === null) return null;
  if (typeof cell === "bigint") return type === "BOOLEAN" ? String(cell !== 0n) : String(cell);
  if (typeof cell === "number") return floatText(cell);
  return typeof cell === "string" ? cell : new TextDecoder().decode(cell);
}

/** Go's shortest form: with an exponent of two digits from a million on and below a ten-thousandth. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  // JavaScript writes all of these without an exponent.
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}
