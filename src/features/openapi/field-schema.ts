import { type TSchema, Type } from "@sinclair/typebox";
import { fieldOption } from "../../model/collections/field-json.ts";
import type { FieldBase } from "../../model/fields/field.ts";
import { DateText } from "../../model/wire-types.ts";

/** What answers hold for a field. */
export function recordSchema(field: FieldBase): TSchema {
  const options = described(field);
  switch (field.type) {
    case "number":
      return fieldOption(field, "onlyInt") === true ? Type.Integer(options) : Type.Number(options);
    case "bool":
      return Type.Boolean(options);
    case "json":
      return Type.Unknown(options);
    case "geoPoint":
      return Type.Object({ lon: Type.Number(), lat: Type.Number() }, options);
    case "date":
    case "autodate":
      return { ...DateText, ...options };
    case "select":
      return isMultiple(field)
        ? Type.Array(choice(field, []), options)
        : { ...choice(field, blank(field)), ...options };
    case "relation":
    case "file":
      return isMultiple(field) ? Type.Array(Type.String(), options) : Type.String(options);
    default:
      return Type.String(options);
  }
}

/** What sets a field. Checks that a schema can't say as PocketBase does them are the server's. */
export function inputSchema(field: FieldBase): TSchema {
  const options = described(field);
  switch (field.type) {
    case "number":
      return { ...recordSchema(field), ...numberLimits(field) };
    case "date":
      return Type.String({ ...options, examples: ["2026-01-02 03:04:05.678Z", "2026-01-02T03:04:05Z"] });
    case "file": {
      const file = Type.String({ format: "binary" });
      const value = isMultiple(field) ? Type.Array(file, { maxItems: mostOf(field) }) : file;
      return Type.Union([value, Type.Null()], options);
    }
    case "select":
    case "relation": {
      const schema = recordSchema(field);
      return isMultiple(field) ? { ...schema, uniqueItems: true, maxItems: mostOf(field) } : schema;
    }
    case "email":
    case "url": {
      // Blank where nothing is needed, which no such format allows.
      const format = field.type === "email" ? "email" : "uri";
      return fieldOption(field, "required") === true ? Type.String({ ...options, format }) : Type.String(options);
    }
    case "password":
      return Type.String({ ...options, ...textLimits(field), format: "password", writeOnly: true });
    case "text":
      return Type.String({ ...options, ...textLimits(field) });
    default:
      return recordSchema(field);
  }
}

export function isMultiple(field: FieldBase): boolean {
  return mostOf(field) > 1;
}

function mostOf(field: FieldBase): number {
  const most = fieldOption(field, "maxSelect");
  return typeof most === "number" ? most : 0;
}

function choice(field: FieldBase, also: readonly string[]): TSchema {
  const values = fieldOption(field, "values");
  if (!Array.isArray(values) || values.length === 0) return Type.String();
  return Type.Unsafe({ type: "string", enum: [...(values as string[]), ...also] });
}

function blank(field: FieldBase): string[] {
  return fieldOption(field, "required") === true ? [] : [""];
}

/** The limits do not hold for 0, and for blank texts, of fields that need no value. */
function numberLimits(field: FieldBase): { minimum?: number; maximum?: number } {
  const isRequired = fieldOption(field, "required") === true;
  const [min, max] = [fieldOption(field, "min"), fieldOption(field, "max")];
  return {
    ...(typeof min === "number" && (isRequired || min <= 0) ? { minimum: min } : {}),
    ...(typeof max === "number" && (isRequired || max >= 0) ? { maximum: max } : {}),
  };
}

function textLimits(field: FieldBase): { minLength?: number; maxLength?: number } {
  const [min, max] = [fieldOption(field, "min"), fieldOption(field, "max")];
  const isRequired =
    fieldOption(field, "required") === true && (fieldOption(field, "autogeneratePattern") ?? "") === "";
  return {
    ...(typeof min === "number" && min > 0 && isRequired ? { minLength: min } : {}),
    ...(typeof max === "number" && max > 0 ? { maxLength: max } : {}),
  };
}

function described(field: FieldBase): { description?: string } {
  const help = fieldOption(field, "help");
  return typeof help === "string" && help !== "" ? { description: help } : {};
}
