import type { SchemaDialect } from "../../database/schema-dialect.ts";
import { DecodeError, decodeList, decodeNullableText, decodeObject, decodeText } from "../collections/decode.ts";
import { parseField } from "../collections/field-json.ts";
import { generatedId } from "../collections/new-collection.ts";
import { AUTH_OPTIONS, authFields, authIndexes, convertAuthOptions } from "./convert-auth.ts";
import { convertField, type ConvertedField } from "./convert-field.ts";
import { convertRule } from "./convert-rule.ts";

type Raw = Readonly<Record<string, unknown>>;

/** A collection as PocketBase wrote it before v0.23, in today's form. */
export interface ConvertedCollection {
  readonly json: Raw;
  readonly name: string;
  /** What is in another place now, in plain words. */
  readonly changes: readonly string[];
  /** What has no place any more. */
  readonly dropped: readonly string[];
}

/** Before v0.23 the fields were in `schema`, and all that a type has besides in `options`. */
export function isOldCollection(raw: Raw): boolean {
  return raw["fields"] === undefined && (raw["schema"] !== undefined || raw["options"] !== undefined);
}

/** Throws a `DecodeError` that names the place where something can't be converted. */
export function convertCollection(raw: Raw, schema: SchemaDialect): ConvertedCollection {
  const { schema: oldFields, options: rawOptions, ...common } = raw;
  const options = decodeObject(rawOptions, "options");
  const name = decodeText(raw["name"], "", "name");
  const type = decodeText(raw["type"], "base", "type");
  const rules = convertRules(raw);
  const start = { ...common, ...rules.json, type };
  if (type === "view") {
    const viewQuery = decodeText(options["query"], "", "options.query");
    const dropped = unknownOptions(options, ["query"]);
    return {
      json: { ...start, viewQuery },
      name,
      changes: ["options.query became viewQuery", ...rules.changes],
      dropped,
    };
  }
  if (oldFields === undefined || oldFields === null) throw new DecodeError("schema is missing");
  const fields = decodeList(oldFields, "schema").map(convertField);
  const isAuth = type === "auth";
  const id = decodeText(raw["id"], "", "id");
  const indexes = convertIndexes(raw, fields, schema);
  const owner = { name, id: id === "" ? generatedId(type, name) : id };
  return {
    json: {
      ...start,
      ...(isAuth ? convertAuthOptions(options) : {}),
      fields: [
        parseField(idField),
        ...(isAuth ? authFields(options).map(parseField) : []),
        ...fields.map(({ field }) => field),
        ...dateFields.map(parseField),
      ],
      indexes: [...(isAuth ? authIndexes(owner) : []), ...indexes.list],
    },
    name,
    changes: [
      `schema became fields: ${fields.length === 1 ? "1 field" : `${fields.length} fields`}`,
      isAuth
        ? "id, created, updated and what signing in needs became fields and indexes"
        : "id, created and updated became fields",
      ...(isAuth ? ["options became authRule, manageRule, passwordAuth, oauth2 and options of fields"] : []),
      ...rules.changes,
      ...indexes.changes,
    ],
    dropped: [...fields.flatMap((field) => field.dropped), ...unknownOptions(options, isAuth ? AUTH_OPTIONS : [])],
  };
}

const idField = {
  name: "id",
  type: "text",
  system: true,
  required: true,
  primaryKey: true,
  min: 15,
  max: 15,
  pattern: "^[a-z0-9]+$",
  autogeneratePattern: "[a-z0-9]{15}",
};

const dateFields = [
  { name: "created", type: "autodate", onCreate: true },
  { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
];

const RULES = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule"];

function convertRules(raw: Raw): { json: Raw; changes: string[] } {
  const changed: Record<string, string> = {};
  for (const name of RULES) {
    const rule = decodeNullableText(raw[name], null, name) ?? "";
    const converted = convertRule(rule);
    if (converted !== rule) changed[name] = converted;
  }
  const names = Object.keys(changed);
  const changes = names.length === 0 ? [] : [`@request.data became @request.body in ${names.join(", ")}`];
  return { json: changed, changes };
}

/** Exports of before v0.14 have no indexes, but fields that say so themselves. */
function convertIndexes(
  raw: Raw,
  fields: readonly ConvertedField[],
  schema: SchemaDialect,
): { list: readonly string[]; changes: string[] } {
  const { indexes } = raw;
  if (indexes !== undefined && indexes !== null) {
    return { list: decodeList(indexes, "indexes").map((index) => decodeText(index, "", "indexes")), changes: [] };
  }
  const unique = fields.filter(({ isUnique }) => isUnique).map(({ field }) => field);
  const tableName = decodeText(raw["name"], "", "name");
  const list = unique.map(({ id, name }) =>
    schema.formatIndex({
      unique: true,
      optional: false,
      schemaName: "",
      indexName: `idx_unique_${id === "" ? name : id}`,
      tableName,
      columns: [{ name, collate: "", sort: "" }],
      where: "",
    }),
  );
  return { list, changes: unique.map(({ name }) => `unique of the field "${name}" became an index`) };
}

function unknownOptions(options: Raw, known: readonly string[]): string[] {
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `options.${name}`);
}
