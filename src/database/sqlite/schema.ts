import { formatIndex, quoteWithBackticks as quote } from "../format-index.ts";
import type { ColumnDefinition, ColumnKind, SchemaDialect } from "../schema-dialect.ts";
import { sqliteErrorText } from "./error-text.ts";
import { sqliteAuxiliaryTables, sqliteDataTables } from "./system-tables.ts";

const definitions: Readonly<Record<ColumnKind, string>> = {
  id: "TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL",
  text: "TEXT DEFAULT '' NOT NULL",
  boolean: "BOOLEAN DEFAULT FALSE NOT NULL",
  number: "NUMERIC DEFAULT 0 NOT NULL",
  json: "JSON DEFAULT NULL",
  jsonArray: "JSON DEFAULT '[]' NOT NULL",
  geoPoint: `JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL`,
};

/** Statements as PocketBase writes them, backticks included, so that both make the same `sqlite_master` text. */
export const sqliteSchema: SchemaDialect = {
  maxNameBytes: { table: Number.POSITIVE_INFINITY, column: Number.POSITIVE_INFINITY },
  column: (kind) => definitions[kind],
  insertionOrder: "rowid",
  dataTables: sqliteDataTables,
  auxiliaryTables: sqliteAuxiliaryTables,
  createTable(table, columns) {
    const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return `CREATE TABLE ${quote(table)} (${sorted.map(columnText).join(", ")})`;
  },
  renameTable: (from, to) => `ALTER TABLE ${quote(from)} RENAME TO ${quote(to)}`,
  dropTable: (table) => `DROP TABLE IF EXISTS ${quote(table)}`,
  vacuum: () => "VACUUM",
  addColumn: (table, column) => `ALTER TABLE ${quote(table)} ADD ${columnText(column)}`,
  renameColumn: (table, from, to) => `ALTER TABLE ${quote(table)} RENAME COLUMN ${quote(from)} TO ${quote(to)}`,
  dropColumn: (table, column) => `ALTER TABLE ${quote(table)} DROP COLUMN ${quote(column)}`,
  indexQuery: (index) => Promise.resolve(index),
  viewQuery: (query) => Promise.resolve(query),
  createView: (view, query) => `CREATE VIEW ${quote(view)} AS SELECT * FROM (${query})`,
  dropView: (view) => `DROP VIEW IF EXISTS ${quote(view)}`,
  createIndex: formatIndex,
  formatIndex,
  dropIndex: (index) => `DROP INDEX IF EXISTS ${quote(index)}`,
  copyAsList(table, { from, to }) {
    const old = quote(from);
    return `UPDATE ${quote(table)} SET ${quote(to)} = (CASE
      WHEN COALESCE(${old}, '') = '' THEN '[]'
      WHEN json_valid(${old}) AND json_type(${old}) = 'array' THEN ${old}
      ELSE json_array(${old}) END)`;
  },
  copyLastItem(table, { from, to }) {
    const old = quote(from);
    return `UPDATE ${quote(table)} SET ${quote(to)} = (CASE
      WHEN COALESCE(${old}, '[]') = '[]' THEN ''
      WHEN json_valid(${old}) AND json_type(${old}) = 'array' THEN COALESCE(json_extract(${old}, '$[#-1]'), '')
      ELSE ${old} END)`;
  },
  textColumn: (column) => `CAST(${quote(column)} as TEXT) ${quote(column)}`,
  quote,
  isTextType: (type) => type.toUpperCase() === "TEXT",
  findIndexTable: "SELECT tbl_name FROM sqlite_schema WHERE type = 'index' AND lower(name) = lower(?)",
  listTables: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  afterCopy: () => null,
  listViews: "SELECT name, sql FROM sqlite_schema WHERE type = 'view' AND sql IS NOT NULL",
  errorText: sqliteErrorText,
};

function columnText({ name, definition }: ColumnDefinition): string {
  return `${quote(name)} ${definition}`;
}
