import { type TProperties, type TSchema, Type } from "@sinclair/typebox";
import type { Collection } from "../../model/collections/collection.ts";
import { fieldOption } from "../../model/collections/field-json.ts";
import type { FieldBase } from "../../model/fields/field.ts";
import { modifierKey } from "../../model/fields/modifier-key.ts";
import { fieldType, inputSchema } from "../../model/fields/registry.ts";
import { SCHEMA_NAMES } from "../../model/wire-types.ts";

/** Who reads the document: superusers see hidden fields too. */
export type Audience = "superuser" | "public";

const expand = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: "Related records by the paths of `expand`" }),
);
const place = { collectionId: Type.String(), collectionName: Type.String() };

/** The schemas of records of any collection. */
export function anyRecordSchemas(): Record<string, TSchema> {
  const values = Type.Object({}, { additionalProperties: true, description: "The fields of the collection" });
  return {
    [SCHEMA_NAMES.record]: Type.Object({ id: Type.String(), ...place, expand }, { additionalProperties: true }),
    [SCHEMA_NAMES.create]: values,
    [SCHEMA_NAMES.update]: values,
  };
}

/** The schemas of a collection's records, and of what creates and updates them, under names that begin with `name`. */
export function recordSchemas(collection: Collection, name: string, audience: Audience): Record<string, TSchema> {
  const shown = collection.fields.filter(
    (field) => !isSecret(collection, field) && (audience === "superuser" || !field.hidden),
  );
  const record = Type.Object({
    ...Object.fromEntries(shown.map((field) => [field.name, answered(collection, field)])),
    collectionId: Type.Literal(collection.id),
    collectionName: Type.Literal(collection.name),
    expand,
  });
  if (collection.type === "view") return { [`${name}${SCHEMA_NAMES.record}`]: record };
  const writable = shown.filter(({ type }) => type !== "autodate");
  return {
    [`${name}${SCHEMA_NAMES.record}`]: record,
    [`${name}${SCHEMA_NAMES.create}`]: Type.Object({
      ...Object.assign({}, ...writable.map(createProperties)),
      ...passwords(collection, true),
    }),
    [`${name}${SCHEMA_NAMES.update}`]: Type.Object({
      ...Object.assign({}, ...writable.map(updateProperties)),
      ...passwords(collection, false),
    }),
  };
}

function answered(collection: Collection, field: FieldBase): TSchema {
  const schema = described(field, fieldType(field).schema(field));
  // Hidden ones are for superusers alone, and emails for those whom their owner shows them.
  const mayBeAbsent = field.hidden || (collection.type === "auth" && field.name === "email");
  return mayBeAbsent ? Type.Optional(schema) : schema;
}

function createProperties(field: FieldBase): TProperties {
  const isGenerated = (fieldOption(field, "autogeneratePattern") ?? "") !== "";
  const isNeeded = fieldOption(field, "required") === true && !isGenerated && !field.hidden;
  const schema = described(field, inputSchema(field));
  return { [field.name]: isNeeded ? schema : Type.Optional(schema) };
}

function updateProperties(field: FieldBase): TProperties {
  if (fieldOption(field, "primaryKey") === true) return {};
  const properties: TProperties = { [field.name]: Type.Optional(described(field, inputSchema(field))) };
  const type = fieldType(field);
  for (const modifier of type.modifiers) {
    const schema = type.modifierSchema?.(field, modifier) ?? null;
    if (schema !== null) properties[modifierKey(field.name, modifier)] = Type.Optional(schema);
  }
  return properties;
}

/** With the help text for editors. */
function described(field: FieldBase, schema: TSchema): TSchema {
  const help = fieldOption(field, "help");
  return typeof help === "string" && help !== "" ? { ...schema, description: help } : schema;
}

function passwords(collection: Collection, isNew: boolean): TProperties {
  if (collection.type !== "auth") return {};
  const password = Type.String({ format: "password", writeOnly: true });
  if (isNew) return { password, passwordConfirm: password };
  const optional = Type.Optional(password);
  return { password: optional, passwordConfirm: optional, oldPassword: optional };
}

/** Nobody ever sees them; passwords are set along with their confirmation. */
function isSecret(collection: Collection, { name }: FieldBase): boolean {
  return collection.type === "auth" && (name === "password" || name === "tokenKey");
}
