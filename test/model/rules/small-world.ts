import { Database } from "bun:sqlite";
import type { Connection, ReadById, Row, SqlValue } from "../../../src/database/engine.ts";
import { sqliteDialect } from "../../../src/database/sqlite/dialect.ts";
import { createSnapshot } from "../../../src/model/collections/collection-snapshot.ts";
import type { Collection, CollectionSnapshot } from "../../../src/model/collections/collection.ts";
import type { Context } from "../../../src/model/context.ts";
import type { FieldBase } from "../../../src/model/fields/field.ts";
import { fieldType } from "../../../src/model/fields/registry.ts";
import { recordFromRow } from "../../../src/model/records/record-values.ts";
import type { RecordModel } from "../../../src/model/records/record.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";

export function field(type: string, name: string, options: Record<string, unknown> = {}): FieldBase {
  const own = fieldType({ type } as FieldBase).defaults;
  const base = { id: `${type}_${name}`, name, type, system: false, hidden: false, presentable: false };
  return { ...own, ...base, ...options } as FieldBase;
}

export function collection(name: string, fields: readonly FieldBase[], options: Partial<Collection> = {}): Collection {
  const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
  const all = [field("text", "id", { primaryKey: true, system: true }), ...fields];
  const common = { id: `id_${name}`, name, system: false, indexes: [], created: "", updated: "", type: "base" };
  return { ...common, ...rules, options: {}, fields: all, ...options } as unknown as Collection;
}

/** Collections with their tables in memory. */
export class SmallWorld implements Disposable {
  readonly database = new Database(":memory:");
  readonly snapshot: CollectionSnapshot;
  readonly context: Context;

  constructor(collections: readonly Collection[]) {
    this.snapshot = createSnapshot(collections);
    this.database.function("baobox_deadline", { varargs: true }, () => 1);
    for (const { name, fields, indexes, type, options } of collections) {
      if (type === "view") this.database.run(`CREATE VIEW "${name}" AS ${options.viewQuery}`);
      else this.database.run(`CREATE TABLE "${name}" (${fields.map(column).join(", ")})`);
      for (const index of indexes) this.database.run(index);
    }
    const connection = this.#connection();
    const current = () => this.snapshot;
    this.context = { connection, database: connection, collections: { current }, tracing: null } as unknown as Context;
  }

  insert(name: string, row: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(row);
    const values = Object.values(row).map((value) =>
      typeof value === "object" && value !== null ? JSON.stringify(value) : (value as SqlValue),
    );
    const columns = keys.map((key) => `"${key}"`).join(", ");
    this.database.run(`INSERT INTO "${name}" (${columns}) VALUES (${keys.map(() => "?").join(", ")})`, values);
  }

  find(name: string): Collection {
    const found = this.snapshot.byName(name);
    if (found === undefined) throw new Error(`no collection ${name}`);
    return found;
  }

  record(name: string, id: string): RecordModel {
    const row = this.database.query<Row, [string]>(`SELECT * FROM "${name}" WHERE id = ?`).get(id);
    if (row === null) throw new Error(`no record ${id}`);
    return recordFromRow(this.find(name), row);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }

  #connection(): Connection {
    const rows = (sql: string, parameters: readonly SqlValue[] = []) => this.database.query(sql).all(...parameters);
    return {
      dialect: sqliteDialect,
      all: async (sql: string, parameters?: readonly SqlValue[]) => rows(sql, parameters),
      get: async (sql: string, parameters?: readonly SqlValue[]) => rows(sql, parameters)[0] ?? null,
      getById: async ({ one }: ReadById, id: string, others: readonly SqlValue[] = []) =>
        rows(one, [id, ...others])[0] ?? null,
    } as unknown as Connection;
  }
}

function column(of: FieldBase): string {
  return `"${of.name}" ${sqliteDialect.schema.column(fieldType(of).columnKind(of))}`;
}

export function requestInfo(parts: Partial<RequestInfo> = {}): RequestInfo {
  return { method: "GET", context: "default", query: {}, headers: {}, body: {}, auth: null, ...parts };
}
