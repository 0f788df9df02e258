import type { Collection } from "../collections/collection.ts";
import { fieldOption } from "../collections/field-json.ts";
import type { FieldBase } from "../fields/field.ts";
import type { SelectField } from "../fields/select.ts";
import { literalUnion, propertyName } from "./type-names.ts";

/** One property of an object type. */
export interface Property {
  readonly key: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly comment?: string;
}

/** What answers hold for a field. */
export function recordProperty(collection: Collection, field: FieldBase): Property {
  // Others see an email only where its owner shows it.
  const isOptional = collection.type === "auth" && field.name === "email";
  return { ...named(field), type: recordType(collection, field), isOptional };
}

function recordType(collection: Collection, field: FieldBase): string {
  switch (field.type) {
    case "number":
      return "number";
    case "bool":
      return "boolean";
    case "date":
    case "autodate":
      return "DateText";
    case "json":
      return jsonType(collection, field);
    case "geoPoint":
      return "GeoPoint";
    case "select":
      return isMultiple(field) ? listOf(selectValues(field)) : withBlank(field, selectValues(field));
    case "relation":
    case "file":
      return isMultiple(field) ? "string[]" : "string";
    default:
      return "string";
  }
}

/** The keys that set a field of a new record; none for fields that the server sets by itself. */
export function createProperties(collection: Collection, field: FieldBase): Property[] {
  if (field.type === "autodate") return [];
  const isNeeded = fieldOption(field, "required") === true && !isGenerated(field) && !field.hidden;
  const property = { ...named(field), type: inputType(collection, field), isOptional: !isNeeded };
  return field.type === "text" ? [property, ...modifiers(field, "create")] : [property];
}

/** The keys that change a field of a record, those with a modifier among them. */
export function updateProperties(collection: Collection, field: FieldBase): Property[] {
  if (field.type === "autodate" || fieldOption(field, "primaryKey") === true) return [];
  const own = inputType(collection, field);
  const type = field.type === "file" ? keptFiles(field) : own;
  return [{ ...named(field), type, isOptional: true }, ...modifiers(field, "update")];
}

function inputType(collection: Collection, field: FieldBase): string {
  switch (field.type) {
    case "date":
      return "string | Date";
    case "file":
      return isMultiple(field) ? "Upload[]" : "Upload | null";
    default:
      return recordType(collection, field);
  }
}

/** Names of files that are there already keep them. */
function keptFiles(field: FieldBase): string {
  return isMultiple(field) ? "(Upload | string)[] | null" : "Upload | string | null";
}

function modifiers(field: FieldBase, operation: "create" | "update"): Property[] {
  const { name } = field;
  const keys = (type: string, ...names: readonly string[]): Property[] =>
    names.map((key) => ({ key: propertyName(key), type, isOptional: true }));
  switch (field.type) {
    case "text": {
      const canGenerate = operation === "create" && isGenerated(field) && fieldOption(field, "primaryKey") !== true;
      return canGenerate ? keys("string", `${name}:autogenerate`) : [];
    }
    case "number":
      return keys("number", `${name}+`, `${name}-`);
    case "select":
    case "relation": {
      if (!isMultiple(field)) return [];
      const item = field.type === "select" ? selectValues(field) : "string";
      return keys(`${item} | ${listOf(item)}`, `${name}+`, `+${name}`, `${name}-`);
    }
    case "file":
      return [
        ...(isMultiple(field) ? keys("Upload | Upload[]", `${name}+`, `+${name}`) : []),
        ...keys(isMultiple(field) ? "string | string[]" : "string", `${name}-`),
      ];
    default:
      return [];
  }
}

function named(field: FieldBase): Pick<Property, "key" | "comment"> {
  const help = fieldOption(field, "help");
  const key = propertyName(field.name);
  return typeof help === "string" && help !== "" ? { key, comment: help } : { key };
}

/** The user says what is in it, in `JsonTypes`. */
function jsonType(collection: Collection, field: FieldBase): string {
  return `JsonOf<${JSON.stringify(`${collection.name}.${field.name}`)}>`;
}

function isMultiple(field: FieldBase): boolean {
  const most = fieldOption(field, "maxSelect");
  return typeof most === "number" && most > 1;
}

function isGenerated(field: FieldBase): boolean {
  return (fieldOption(field, "autogeneratePattern") ?? "") !== "";
}

function selectValues(field: FieldBase): string {
  const values = (field as SelectField).values ?? [];
  return values.length === 0 ? "string" : literalUnion(values);
}

function withBlank(field: FieldBase, type: string): string {
  return fieldOption(field, "required") === true || type === "string" ? type : `${type} | ""`;
}

function listOf(type: string): string {
  return type.includes(" ") ? `(${type})[]` : `${type}[]`;
}
