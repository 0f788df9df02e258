import { randomText } from "../../lib/random-text.ts";
import type { Collection } from "../collections/collection.ts";
import { parseField, withOptions } from "../collections/field-json.ts";
import { addField } from "../collections/field-list.ts";
import { rawLine } from "../../lib/go-error-text.ts";
import type { DefinitionContext } from "../context.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import { checkSingleStatement, queryColumns } from "./query-columns.ts";
import { type Identifier, parseSelect, type SelectParts } from "./select-parser.ts";

export interface ViewFields {
  /** As far as they were found, also where there is an error. */
  readonly fields: readonly FieldBase[];
  readonly error: string | null;
}

/** The fields that a view with that query has. Needs an open transaction. */
export async function findViewFields(context: DefinitionContext, query: string): Promise<ViewFields> {
  const fields: FieldBase[] = [];
  try {
    checkSingleStatement(query);
    const known = knownFields(parseSelect(query), context);
    for (const { name } of await queryColumns(context.connection, query)) {
      addField(fields, known.get(name) ?? unknownField(name));
    }
    return { fields, error: await checkFields(context, fields) };
  } catch (error) {
    return { fields, error: error instanceof Error ? error.message : String(error) };
  }
}

async function checkFields(context: DefinitionContext, fields: readonly FieldBase[]): Promise<string | null> {
  if (!fields.some(({ name }) => name === "id")) {
    return "missing required id column (you can use `(ROW_NUMBER() OVER()) as id` if you don't have one)";
  }
  for (const [index, field] of fields.entries()) {
    const owner = { context, collection: viewOf(fields), original: null };
    const errors = await fieldType(field).validateOptions(field, owner);
    if (Object.keys(errors).length > 0) return `invalid field "${field.name}" (${index}): ${rawLine(errors)}`;
  }
  return null;
}

/** A view for the checks of field types, which look at nothing but its type and fields. */
function viewOf(fields: readonly FieldBase[]): Collection {
  const rules = { listRule: null, viewRule: null, createRule: null, updateRule: null, deleteRule: null };
  const common = { id: "", name: "", system: false, indexes: [], created: "", updated: "" };
  return { ...common, ...rules, fields, type: "view", options: { viewQuery: "" } };
}

/** The fields of the columns whose type the query tells, by alias. */
function knownFields({ columns, tables }: SelectParts, context: DefinitionContext): Map<string, FieldBase> {
  const collections = new Map<string, Collection>();
  for (const { original, alias } of tables) {
    const collection = context.collections.current().all.find(({ name }) => name === original);
    if (collection !== undefined) collections.set(alias, collection);
  }
  const main = collections.get(tables[0]?.alias ?? "");
  return new Map(columns.map((column) => [column.alias, fieldOf(column, collections, main)]));
}

function fieldOf(
  { original, alias }: Identifier,
  collections: ReadonlyMap<string, Collection>,
  main: Collection | undefined,
): FieldBase {
  const name = alias;
  if (alias === "id") return parseField(viewId);
  const lower = original.toLowerCase();
  if (lower.startsWith("count(")) return parseField({ name, type: "number", onlyInt: true });
  if (lower.startsWith("total(")) return parseField({ name, type: "number" });
  const cast = castField(lower, name);
  if (cast !== null) return cast;

  const parts = original.split(".");
  const column = parts.length === 2 ? parts[1] : parts[0];
  if (column === "*") {
    throw new Error(
      "wildcard columns (*) are not supported - manually type the collection field names you want the view query to have",
    );
  }
  const collection = parts.length === 2 ? collections.get(parts[0] ?? "") : main;
  const field = collection?.fields.find((other) => other.name.toLowerCase() === column?.toLowerCase());
  if (collection === undefined || field === undefined) return unknownField(name);
  if (field.name === "id") {
    return parseField({ name, type: "relation", maxSelect: 1, collectionId: collection.id });
  }
  // A random id, because a query may have the same field several times under different names.
  return withOptions(field, { id: `_clone_${randomText(4)}`, name });
}

const viewId = {
  name: "id",
  type: "text",
  system: true,
  required: true,
  primaryKey: true,
  pattern: "^[a-z0-9]+$",
};

const CAST = /^cast\s*\(.*\s+as\s+(\w+)\s*\)$/s;

function castField(expression: string, name: string): FieldBase | null {
  switch (CAST.exec(expression)?.[1] ?? "") {
    case "int":
    case "integer":
      return parseField({ name, type: "number", onlyInt: true });
    case "real":
    case "decimal":
    case "numeric":
      return parseField({ name, type: "number" });
    case "text":
      return parseField({ name, type: "text" });
    case "bool":
    case "boolean":
      return parseField({ name, type: "bool" });
    default:
      return null;
  }
}

/** A value of any type; views never check its size. */
function unknownField(name: string): FieldBase {
  return parseField({ name, type: "json", maxSize: 1 });
}
