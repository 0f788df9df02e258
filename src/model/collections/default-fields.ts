import { quoteWithBackticks } from "../../database/format-index.ts";
import type { SchemaDialect } from "../../database/schema-dialect.ts";
import type { FieldBase } from "../fields/field.ts";
import type { Collection } from "./collection.ts";
import { fieldOption, parseField, withOptions } from "./field-json.ts";
import { addField, mergeFields } from "./field-list.ts";
import { findUniqueIndex } from "./index-definition.ts";

const ID_PATTERN = "^[a-z0-9]+$";
const UUID_V7 = "[u][u][i][d][v]7";

/**
 * The collection with every field and index that its type must have, and with the ids of fields that had none.
 * Types that do not exist are left to the validation.
 */
export function withDefaultFields<T extends Collection>(collection: T, schema: SchemaDialect): T {
  const merged = mergeFields(collection.fields);
  if (collection.type !== "base" && collection.type !== "auth") return { ...collection, fields: merged };
  const id = findField(merged, "id", "text");
  const fields = id === undefined ? mergeFields([parseField(idField), ...merged]) : merged;
  if (id !== undefined) {
    replaceField(fields, { ...enforced, hidden: false, name: "id", primaryKey: true, pattern: idPattern(id) });
  }
  if (collection.type === "base") return { ...collection, fields };
  for (const [field, changes] of authFields) {
    if (findField(fields, field.name, field.type) === undefined) addField(fields, parseField({ ...field, id: "" }));
    else replaceField(fields, { ...changes, name: field.name });
  }
  return { ...collection, fields, indexes: withAuthIndexes(collection, schema) };
}

const enforced = { system: true, required: true };

const idField = {
  ...enforced,
  name: "id",
  type: "text",
  primaryKey: true,
  min: 15,
  max: 15,
  pattern: ID_PATTERN,
  autogeneratePattern: "[a-z0-9]{15}",
};

/** The fields of auth collections, and what of them is not the user's choice. */
const authFields = [
  [
    { ...enforced, name: "password", type: "password", hidden: true, min: 8 },
    { ...enforced, hidden: true },
  ],
  [
    {
      ...enforced,
      name: "tokenKey",
      type: "text",
      hidden: true,
      min: 30,
      max: 60,
      autogeneratePattern: "[a-zA-Z0-9]{50}",
    },
    { ...enforced, hidden: true },
  ],
  // Whether others see the email is for the record's emailVisibility to say.
  [
    { ...enforced, name: "email", type: "email" },
    { system: true, hidden: false },
  ],
  [{ name: "emailVisibility", type: "bool", system: true }, { system: true }],
  [{ name: "verified", type: "bool", system: true }, { system: true }],
] as const;

function findField(fields: readonly FieldBase[], name: string, type: string): FieldBase | undefined {
  const field = fields.find((other) => other.name === name);
  return field?.type === type ? field : undefined;
}

function replaceField(fields: FieldBase[], options: Readonly<Record<string, unknown>> & { readonly name: string }) {
  const index = fields.findIndex(({ name }) => name === options.name);
  const field = fields[index];
  if (field !== undefined) fields[index] = withOptions(field, options);
}

function idPattern(field: FieldBase): unknown {
  const pattern = fieldOption(field, "pattern");
  if (pattern !== "") return pattern;
  return fieldOption(field, "autogeneratePattern") === UUID_V7 ? UUID_V7 : ID_PATTERN;
}

function withAuthIndexes({ id, name, indexes }: Collection, schema: SchemaDialect): string[] {
  const added = ["tokenKey", "email"].filter((column) => findUniqueIndex(indexes, column) === undefined);
  const index = (column: string): string =>
    schema.formatIndex({
      unique: true,
      optional: false,
      schemaName: "",
      indexName: `idx_${column}_${id}`,
      tableName: name,
      columns: [{ name: column, collate: "", sort: "" }],
      where: column === "email" ? `${quoteWithBackticks("email")} != ''` : "",
    });
  return [...indexes, ...added.map(index)];
}
