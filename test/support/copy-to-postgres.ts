import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Engine, Row, SqlValue, Transaction } from "../../src/database/engine.ts";
import { openPostgres } from "../../src/database/postgres/open.ts";
import { openSqlite } from "../../src/database/sqlite/open.ts";
import { collectionFromRow, type CollectionRow } from "../../src/model/collections/collection-row.ts";
import { createTable } from "../../src/model/collections/create-table.ts";
import { fieldType } from "../../src/model/fields/registry.ts";
import { saveView } from "../../src/model/views/save-view.ts";
import { silentLog } from "./test-app.ts";

/** Brings what a data directory's databases hold into an empty database of PostgreSQL, row numbers included. */
export async function copyToPostgres(dataDir: string, url: string): Promise<void> {
  const common = { queryTimeoutMs: 60_000, log: silentLog };
  for (const [file, schemaName] of [
    ["data.db", "public"],
    ["auxiliary.db", "baobox_logs"],
  ] as const) {
    if (!existsSync(join(dataDir, file))) continue;
    await using opened = new AsyncDisposableStack();
    const source = opened.adopt(await openSqlite({ file: join(dataDir, file), ...common }), (engine) => engine.close());
    const target = opened.adopt(await openPostgres({ url, schemaName, ...common }), (engine) => engine.close());
    const copy = schemaName === "public" ? copyData : copyLogs;
    await target.transaction((transaction) => copy(source, transaction), { timeoutMs: 120_000 });
  }
}

async function copyLogs(source: Engine, target: Transaction): Promise<void> {
  for (const statement of target.dialect.schema.auxiliaryTables) await target.run(statement);
  await copyRows(source, target, { table: "_logs", convert: (_, value) => value });
}

async function copyData(source: Engine, target: Transaction): Promise<void> {
  for (const statement of target.dialect.schema.dataTables) await target.run(statement);
  await copyRows(source, target, { table: "_migrations", convert: (_, value) => value });
  await copyRows(source, target, { table: "_params", convert: (_, value) => value });
  await copyRows(source, target, {
    table: "_collections",
    convert: (name, value) => (name === "system" ? Boolean(value) : value),
  });
  const rows = await source.all<CollectionRow>(`SELECT * FROM "_collections" ORDER BY rowid`);
  const collections = rows.map((row) => collectionFromRow(row));
  for (const collection of collections) {
    if (collection.type === "view") continue;
    await createTable(target, collection);
    const kinds = new Map(collection.fields.map((field) => [field.name, fieldType(field).columnKind(field)]));
    const convert = (name: string, value: SqlValue): SqlValue => {
      const kind = kinds.get(name);
      if (kind === "boolean") return Boolean(value);
      if (kind === "number") return Number(value) || 0;
      if (kind?.startsWith("json") === true && typeof value === "string" && !isJson(value))
        return JSON.stringify(value);
      return value;
    };
    await copyRows(source, target, { table: collection.name, convert });
  }
  for (const collection of collections) {
    if (collection.type === "view") await saveView(target, collection.name, collection.options.viewQuery);
  }
}

interface Copied {
  readonly table: string;
  readonly convert: (column: string, value: SqlValue) => SqlValue;
}

async function copyRows(source: Engine, target: Transaction, { table, convert }: Copied): Promise<void> {
  const known = new Set((await target.schema.columns(table)).map(({ name }) => name));
  const rows = await source.all<Row>(`SELECT rowid AS "_rowid_", * FROM "${table}" ORDER BY rowid`);
  for (const row of rows) {
    const names = Object.keys(row).filter((name) => name === "_rowid_" || known.has(name));
    const columns = names.map((name) => `"${name}"`).join(", ");
    const values = names.map((name) => convert(name, row[name] ?? null));
    await target.run(`INSERT INTO "${table}" (${columns}) VALUES (${names.map(() => "?").join(", ")})`, values);
  }
  const last = rows.at(-1)?.["_rowid_"];
  if (last === undefined) return;
  await target.get(`SELECT setval(pg_get_serial_sequence(?, '_rowid_'), ?::bigint)`, [`"${table}"`, last]);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
