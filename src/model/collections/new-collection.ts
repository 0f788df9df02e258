import type { SchemaDialect } from "../../database/schema-dialect.ts";
import { defaultAuthOptions } from "./auth-options.ts";
import type { Collection } from "./collection.ts";
import { withDefaultFields } from "./default-fields.ts";

/** What a new collection starts as: the fields, indexes and options that its type brings along. */
export function newCollection(
  { type, name, id = "" }: { readonly type: string; readonly name: string; readonly id?: string },
  schema: SchemaDialect,
): Collection {
  const rules = { listRule: null, viewRule: null, createRule: null, updateRule: null, deleteRule: null };
  const common = {
    id: id === "" ? generatedId(type === "auth" || type === "view" ? type : "base", name) : id,
    name,
    system: false,
    fields: [],
    indexes: [],
    ...rules,
    created: "",
    updated: "",
  };
  switch (type) {
    case "auth":
      return withDefaultFields({ ...common, type, options: defaultAuthOptions("new") }, schema);
    case "view":
      return { ...common, type, options: { viewQuery: "" } };
    default:
      return withDefaultFields({ ...common, type: "base", options: {} }, schema);
  }
}

/** The id of a collection that none was chosen for; collections of the same name get the same on every server. */
export function generatedId(type: string, name: string): string {
  return `pbc_${Bun.hash.crc32(type + name)}`;
}
