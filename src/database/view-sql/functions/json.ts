import { asDynamic, asText, type Operand, operand } from "../operand.ts";
import type { Expression } from "../syntax.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";
import { jsonPath } from "./json-path.ts";

/** The value at a path: a number, a text, or the text of an object or array. */
function extract(value: Operand, path: string): Operand {
  const isStored = value.kind === "json";
  const sql = asText(value).sql;
  // Objects and arrays stay what they are where they are put into JSON.
  const jsonSql = `sqlite.json_part(${sql}, ${path})`;
  return operand(`bb.${isStored ? "jx" : "jx_any"}(${sql}, ${path})`, "dynamic", { jsonSql });
}

/** The JSON at a path. */
function jsonAt(value: Operand, path: string): Operand {
  return operand(`sqlite.json_at(${asText(value).sql}, ${path})`, "json", { isJsonValue: true });
}

export function writeArrow(operator: "->" | "->>", value: Operand, right: Expression): Operand {
  const path = jsonPath(right, operator);
  if (operator === "->") return jsonAt(value, path);
  // It is a text for all that follows.
  const { sql, kind } = extract(value, path);
  return operand(sql, kind);
}

/** A value as it is written into JSON. Never null. */
export function jsonText(value: Operand): string {
  const { kind, affinity, isJsonValue, jsonSql } = value;
  if (jsonSql !== undefined) return coalesced(jsonSql, value);
  if (kind === "null") return "'null'";
  if (isJsonValue) return coalesced(asText(value).sql, value);
  if (kind === "text") return coalesced(`to_json(${value.sql})::text`, value);
  if (kind === "dynamic" || (kind === "json" && affinity === "numeric")) {
    return coalesced(`sqlite.json_quote(${asDynamic(value).sql})`, value);
  }
  if (kind === "json") return coalesced(`to_json(${asText(value).sql})::text`, value);
  return coalesced(asText(value).sql, value);
}

function coalesced(sql: string, { isNullable }: Operand): string {
  return isNullable ? `COALESCE(${sql}, 'null')` : sql;
}

const jsonExtract: FunctionWriter = (site) => {
  site.checkCount(2, 127);
  const paths = site.node.arguments.slice(1).map((node) => jsonPath(node, "json_extract()"));
  const [first = ""] = paths;
  const value = site.value(0);
  if (paths.length === 1) return extract(value, first);
  const items = paths.map((path) => `COALESCE(${jsonAt(value, path).sql}, 'null')`);
  const all = `('[' || ${items.join(" || ',' || ")} || ']')`;
  return value.isNullable
    ? jsonResult(`(CASE WHEN ${value.sql} IS NULL THEN NULL ELSE ${all} END)`, true)
    : jsonResult(all);
};

/** The JSON of the first argument, at the path of the second one where there is one. */
function target(site: CallSite): string {
  site.checkCount(1, 2);
  const value = site.value(0);
  if (site.count === 1) return asText(value).sql;
  return jsonAt(value, jsonPath(site.node.arguments[1], `${site.node.name}()`)).sql;
}

const jsonObject: FunctionWriter = (site) => {
  if (site.count % 2 === 1) site.fail("json_object() requires an even number of arguments");
  const members = [];
  for (let index = 0; index < site.count; index += 2) {
    members.push(`to_json(${site.text(index)})::text || ':' || ${jsonText(site.value(index + 1))}`);
  }
  return jsonResult(`('{' || ${[...members].join(" || ',' || ") || "''"} || '}')`);
};

const jsonArray: FunctionWriter = (site) => {
  const items = site.values().map(jsonText);
  return jsonResult(`('[' || ${items.join(" || ',' || ") || "''"} || ']')`);
};

export function jsonResult(sql: string, isNullable = false): Operand {
  return operand(sql, "json", { isNullable, isJsonValue: true });
}

const WITHOUT_TRANSLATION = [
  "json_error_position",
  "json_insert",
  "json_patch",
  "json_remove",
  "json_replace",
  "json_set",
  "jsonb",
  "json_pretty",
];

const untranslated: FunctionWriter = (site) => site.fail(`${site.node.name}() has no translation`);

export const jsonFunctions: Readonly<Record<string, FunctionWriter>> = {
  ...Object.fromEntries(WITHOUT_TRANSLATION.map((name) => [name, untranslated])),
  json: (site) => {
    site.checkCount(1);
    return jsonResult(`sqlite.json(${site.text(0)})`, site.isNullable);
  },
  json_array: jsonArray,
  json_array_length: (site) => operand(`sqlite.json_array_length(${target(site)})`, "int"),
  json_extract: jsonExtract,
  json_object: jsonObject,
  json_quote: (site) => {
    site.checkCount(1);
    return jsonResult(jsonText(site.value(0)));
  },
  json_type: (site) => operand(`sqlite.json_type(${target(site)})`, "text"),
  json_valid: (site) => {
    site.checkCount(1, 2);
    return operand(`(${site.text(0)} IS JSON)`, "boolean", { isNullable: site.isNullable });
  },
};

/** A text as the name of a member of an object. */
export function jsonName(value: Operand): string {
  return `to_json(COALESCE(${asText(value).sql}, ''))::text`;
}
