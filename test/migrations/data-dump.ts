import { Database } from "bun:sqlite";
import { maskText } from "../jsvm/mask.ts";

type Row = Readonly<Record<string, string | number | null>>;
type Named = Record<string, unknown>;

/** What a data.db holds, without what differs from run to run. */
export interface DataDump {
  readonly applied: readonly string[];
  readonly collections: Named;
  readonly tables: Named;
  readonly rows: Named;
}

/** Of a table with more rows the count, the first, the last and a digest of all are kept. */
const MANY_ROWS = 40;
const GENERATED_ID = /(?<![A-Za-z0-9_])[a-z0-9]{15}(?![A-Za-z0-9_])/g;

/** `known` are ids that are no generated ones. */
export function dumpData(file: string, known: ReadonlySet<string>): DataDump {
  using database = new Database(file, { readonly: true });
  const all = (sql: string): Row[] => database.query<Row, []>(sql).all();
  const schema = all(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  const names = schema.filter(({ type }) => type === "table").map(({ name }) => String(name));
  const rowsOf = new Map(names.map((name) => [name, all(`SELECT * FROM "${name}" ORDER BY rowid`)]));
  const mask = maskOf(rowsOf, known);
  const tables: Named = {};
  for (const name of names) {
    const indexes = schema.filter(({ type, tbl_name }) => type === "index" && tbl_name === name);
    tables[name] = {
      columns: all(`PRAGMA table_info("${name}")`).map(columnText).sort(),
      indexes: indexes.map(({ sql }) => onOneLine(sql)),
    };
  }
  for (const { type, name, sql } of schema) {
    if (type === "view") tables[String(name)] = { view: mask(onOneLine(sql)) };
  }
  const rows: Named = {};
  for (const [name, list] of rowsOf) {
    if (name !== "_collections" && name !== "_migrations")
      rows[name] = shortened(list.map((row) => mask(row) as Named));
  }
  return {
    applied: all("SELECT file FROM _migrations ORDER BY applied, rowid").map((row) => String(row["file"])),
    collections: Object.fromEntries((rowsOf.get("_collections") ?? []).map((row) => [String(row["name"]), mask(row)])),
    tables,
    rows,
  };
}

/** What of a dump is not as in another; null stands for what is gone. */
export function changesSince(before: DataDump, after: DataDump): DataDump {
  const differing = (old: Named, now: Named): Named =>
    Object.fromEntries(
      [...new Set([...Object.keys(now), ...Object.keys(old)])]
        .filter((name) => !Bun.deepEquals(old[name], now[name]))
        .map((name) => [name, now[name] ?? null]),
    );
  return {
    applied: after.applied.filter((file) => !before.applied.includes(file)),
    collections: differing(before.collections, after.collections),
    tables: differing(before.tables, after.tables),
    rows: differing(before.rows, after.rows),
  };
}

function columnText({ name, type, notnull, pk, dflt_value }: Row): string {
  const standard = dflt_value === null ? "" : ` DEFAULT ${dflt_value}`;
  return `${name} ${type}${notnull === 1 ? " NOT NULL" : ""}${pk === 0 ? "" : " PRIMARY KEY"}${standard}`;
}

function onOneLine(sql: unknown): string {
  return String(sql).replaceAll(/\s+/g, " ");
}

function shortened(rows: readonly Named[]): unknown {
  if (rows.length <= MANY_ROWS) return rows;
  const sorted = rows.map((row) => Object.entries(row).toSorted((a, b) => (String(a) < String(b) ? -1 : 1)));
  const digest = Bun.hash(JSON.stringify(sorted)).toString(16);
  return { count: rows.length, first: rows[0], last: rows.at(-1), digest };
}

/** Generated ids are named after their table and place, so that references to them can be compared. */
function maskOf(rowsOf: ReadonlyMap<string, readonly Row[]>, known: ReadonlySet<string>) {
  const labels = new Map<string, string>();
  for (const [name, rows] of rowsOf) {
    for (const [index, { id }] of rows.entries()) {
      if (typeof id !== "string" || id.match(GENERATED_ID)?.[0] !== id || known.has(id)) continue;
      labels.set(id, `<${name} ${index + 1}>`);
    }
  }
  return function mask(value: unknown, key = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => mask(item, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, mask(item, inner)]));
    }
    if (typeof value !== "string") return value;
    const json = /^[[{]/.test(value) ? parsed(value) : undefined;
    if (json !== undefined) return mask(json);
    if (/^\$2[aby]\$/.test(value)) return "<password hash>";
    if (["secret", "tokenKey"].includes(key) && /^[A-Za-z0-9]{30,60}$/.test(value)) return "<secret>";
    return maskText(
      value.replaceAll(GENERATED_ID, (id) => labels.get(id) ?? id),
      { known, names: [] },
    );
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
