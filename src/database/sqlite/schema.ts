import type { ColumnKind, SchemaDialect } from "../schema-dialect.ts";

const definitions: Readonly<Record<ColumnKind, string>> = {
  id: "TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL",
  text: "TEXT DEFAULT '' NOT NULL",
  boolean: "BOOLEAN DEFAULT FALSE NOT NULL",
  number: "NUMERIC DEFAULT 0 NOT NULL",
  json: "JSON DEFAULT NULL",
  jsonArray: "JSON DEFAULT '[]' NOT NULL",
  geoPoint: `JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL`,
};

export const sqliteSchema: SchemaDialect = { column: (kind) => definitions[kind] };
