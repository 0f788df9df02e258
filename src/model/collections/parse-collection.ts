import { parseDate } from "../../lib/dates.ts";
import { defaultAuthOptions, parseAuthOptions } from "./auth-options.ts";
import type { Collection } from "./collection.ts";
import { decodeFlag, decodeList, decodeNullableText, decodeText } from "./decode.ts";
import { parseFields } from "./field-json.ts";
import { mergeFields } from "./field-list.ts";

type Raw = Readonly<Record<string, unknown>>;

/**
 * The collection with what a client sent on top: what is left out stays, lists are replaced whole. Nothing is validated but
 * the types of the values: a wrong one throws a `DecodeError`.
 */
export function parseCollection(raw: Raw, current: Collection): Collection {
  const rule = (name: `${"list" | "view" | "create" | "update" | "delete"}Rule`): string | null =>
    decodeNullableText(raw[name], current[name], name);
  const common = {
    id: decodeText(raw["id"], current.id, "id"),
    listRule: rule("listRule"),
    viewRule: rule("viewRule"),
    createRule: rule("createRule"),
    updateRule: rule("updateRule"),
    deleteRule: rule("deleteRule"),
    name: decodeText(raw["name"], current.name, "name"),
    fields: raw["fields"] === undefined ? current.fields : mergeFields(parseFields(raw["fields"])),
    indexes: raw["indexes"] === undefined ? current.indexes : parseIndexes(raw["indexes"]),
    created: raw["created"] === undefined ? current.created : parseDate(raw["created"]),
    updated: raw["updated"] === undefined ? current.updated : parseDate(raw["updated"]),
    system: decodeFlag(raw["system"], current.system, "system"),
  };
  const type = decodeText(raw["type"], current.type, "type");
  switch (type) {
    case "auth": {
      const options = current.type === "auth" ? current.options : defaultAuthOptions("empty");
      return { ...common, type, options: parseAuthOptions(raw, options) };
    }
    case "view": {
      const viewQuery = current.type === "view" ? current.options.viewQuery : "";
      return { ...common, type, options: { viewQuery: decodeText(raw["viewQuery"], viewQuery, "viewQuery") } };
    }
    default:
      // A type that does not exist is for the validation to refuse: the client gets all errors at once.
      return { ...common, type: type as "base", options: {} };
  }
}

function parseIndexes(raw: unknown): string[] {
  return decodeList(raw, "indexes").map((index) => decodeText(index, "", "indexes"));
}
