import type { ColumnOrigin } from "../../database/expression.ts";
import type { ColumnKind } from "../../database/schema-dialect.ts";
import type { Collection } from "../collections/collection.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import type { ColumnValue, OriginatedColumn } from "./resolved.ts";

/** The id of a joined collection. */
export function idOf({ type }: Collection, alias: string): OriginatedColumn {
  return { alias, column: "id", origin: { kind: "id", from: type === "view" ? "view" : "table" } };
}

export function originOf({ type }: Collection, field: FieldBase): ColumnOrigin {
  const kind = columnKind(field);
  // PocketBase marks fields of a view that are those of its tables by their ids.
  return type === "view" ? { kind, from: "view", isColumn: field.id.startsWith("_clone_") } : { kind, from: "table" };
}

export function columnKind(field: FieldBase): ColumnKind {
  return fieldType(field).columnKind(field);
}

/** How values of a column compare; the kinds of lists and JSON need SQL functions. */
const COMPARED_AS: { readonly [Kind in ColumnKind]: ColumnValue["type"] } = {
  id: "text",
  text: "text",
  number: "number",
  boolean: "boolean",
  json: "other",
  jsonArray: "other",
  geoPoint: "other",
};

export function columnType(field: FieldBase): ColumnValue["type"] {
  return COMPARED_AS[columnKind(field)];
}
