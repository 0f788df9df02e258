import { macros } from "../../lib/filter/macros.ts";
import { parseFilter } from "../../lib/filter/parse.ts";
import type { FilterComparison, FilterNode, FilterOperand } from "../../lib/filter/parse.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import { resolveCall } from "../rules/resolve-call.ts";
import { NULL_VALUE, RuleError, operandOf } from "../rules/resolved.ts";
import type { Condition, Operand, Value } from "../rules/resolved.ts";
import { simplify } from "../rules/simplify.ts";
import type { PlanCondition } from "../rules/simplify.ts";
import { countText } from "../../lib/limit-error.ts";

export const LOG_TABLE = "_logs";

const MAX_FILTER_BYTES = 3500;
const COLUMNS = new Set(["id", "created", "message", "data"]);
/** A path into the data of an entry. */
const DATA_PATH = /^data\.[\w.:]*\w$/;

/** Parses a filter over log entries; null for an empty one. Throws a `RuleError` or a `FilterSyntaxError`. */
export function parseLogFilter(filter: string): PlanCondition | null {
  if (filter === "") return null;
  if (Buffer.byteLength(filter) > MAX_FILTER_BYTES)
    throw new RuleError(`the filter is longer than ${countText(MAX_FILTER_BYTES)} bytes`);
  return simplify(conditionOf(parseFilter(scanFilter(filter))));
}

/** What a name in filters and sorts stands for. */
export function logValue(name: string): Value {
  const column = (isNumber: boolean): Value => ({
    kind: "column",
    alias: LOG_TABLE,
    column: name,
    origin: { kind: isNumber ? "number" : "text", from: "table" },
    type: isNumber ? "number" : "text",
    isNullable: false,
    indexSkipsEmpty: false,
  });
  if (COLUMNS.has(name)) return column(false);
  if (name === "level") return column(true);
  if (DATA_PATH.test(name)) {
    const origin = { kind: "json", from: "table" } as const;
    return { kind: "json", alias: LOG_TABLE, column: "data", path: jsonPath(name), origin };
  }
  throw new RuleError(`unknown field ${name}`);
}

/** `data.a.0.b` is `a[0].b`. */
function jsonPath(name: string): string {
  const [, ...parts] = name.split(".");
  if (parts.includes("")) throw new RuleError(`invalid field ${name}`);
  return parts.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

function conditionOf(node: FilterNode): Condition {
  if (node.kind === "comparison") return comparisonOf(node);
  return { kind: "group", parts: node.parts.map(({ join, node: part }) => ({ join, condition: conditionOf(part) })) };
}

function comparisonOf({ operator, isAny, left, right }: FilterComparison): Condition {
  return { kind: "comparison", operator, isAny, left: operand(left), right: operand(right) };
}

function operand(node: FilterOperand): Operand {
  if (node.kind === "call") return resolveCall(node, operand);
  if (node.kind === "name") return named(node.name);
  const { kind, value } = node;
  const type = kind === "number" ? "number" : value === "" ? "empty" : "text";
  return operandOf({ kind: "parameter", source: () => value, type });
}

function named(name: string): Operand {
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (macro !== undefined) return operandOf({ kind: "parameter", source: ({ now }) => macro(now), type: "other" });
  const constant = CONSTANTS.get(name.toLowerCase());
  if (constant !== undefined) return operandOf(constant);
  const value = logValue(name);
  return operandOf(value, value.kind === "json" ? "exact" : "auto");
}

const CONSTANTS = new Map<string, Value>([
  ["null", NULL_VALUE],
  ["true", { kind: "boolean", value: true }],
  ["false", { kind: "boolean", value: false }],
]);
