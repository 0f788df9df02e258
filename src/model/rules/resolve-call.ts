import type { FilterCall, FilterOperand } from "../../lib/filter/parse.ts";
import type { Operand } from "./resolved.ts";
import { operandOf, RuleError } from "./resolved.ts";

const MAX_STRFTIME_ARGUMENTS = 10;

/** The functions of the filter language; `resolve` resolves an argument. */
export function resolveCall(call: FilterCall, resolve: (operand: FilterOperand) => Operand): Operand {
  switch (call.name) {
    case "geoDistance":
      return geoDistance(call, resolve);
    case "strftime":
      return strftime(call, resolve);
    default:
      throw new RuleError(`unknown function "${call.name}"`);
  }
}

/** The distance in kilometres. Of several values of a path it takes any: there is no match-all for it. */
function geoDistance(call: FilterCall, resolve: (operand: FilterOperand) => Operand): Operand {
  if (call.arguments.length !== 4) {
    throw new RuleError(`[geoDistance] expected 4 arguments, got ${call.arguments.length}`);
  }
  const wrong = call.arguments.findIndex(({ kind }) => kind !== "name" && kind !== "number");
  if (wrong >= 0) throw new RuleError(`[geoDistance] argument ${wrong} must be an identifier or number`);
  const [lonA, latA, lonB, latB] = call.arguments.map((argument) => resolve(argument).value);
  if (lonA === undefined || latA === undefined || lonB === undefined || latB === undefined) {
    throw new RuleError("[geoDistance] expected 4 arguments");
  }
  return operandOf({ kind: "geoDistance", of: [lonA, latA, lonB, latB] }, "exact");
}

/** `strftime(format, [time, [modifiers…]])`, SQLite's function with "" for null. */
function strftime(call: FilterCall, resolve: (operand: FilterOperand) => Operand): Operand {
  const [format, time, ...modifiers] = call.arguments;
  if (format === undefined) throw new RuleError("[strftime] expected at least 1 arguments, got 0");
  if (format.kind !== "text") throw new RuleError("strftime takes a format first");
  if (call.arguments.length > MAX_STRFTIME_ARGUMENTS) throw new RuleError("strftime takes ten arguments at most");
  if (time === undefined) return operandOf({ kind: "strftime", of: [resolve(format).value] }, "normalized");
  if (time.kind === "call" || modifiers.some(({ kind }) => kind !== "text")) {
    throw new RuleError("strftime takes a format, a time and texts");
  }
  const formatValue = resolve(format).value;
  const timeOperand = resolve(time);
  const others = modifiers.map((modifier) => resolve(modifier).value);
  const of = (value: Operand["value"]) => ({ kind: "strftime", of: [formatValue, value, ...others] }) as const;
  const all = timeOperand.all === null ? null : { ...timeOperand.all, value: of(timeOperand.all.value) };
  return { ...operandOf(of(timeOperand.value), "normalized"), all };
}
