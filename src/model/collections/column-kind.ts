import type { ColumnKind } from "../../database/schema-dialect.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldOption } from "./field-json.ts";

export function columnKind(field: FieldBase): ColumnKind {
  switch (field.type) {
    case "bool":
      return "boolean";
    case "number":
      return "number";
    case "json":
      return "json";
    case "geoPoint":
      return "geoPoint";
    case "text":
      return fieldOption(field, "primaryKey") === true ? "id" : "text";
    default:
      return isMultiple(field) ? "jsonArray" : "text";
  }
}

/** Whether values of the field are lists. */
export function isMultiple(field: FieldBase): boolean {
  const isList = field.type === "select" || field.type === "relation" || field.type === "file";
  return isList && Number(fieldOption(field, "maxSelect")) > 1;
}
