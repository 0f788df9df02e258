import { toTextList } from "../../lib/convert.ts";
import { canBeMultiple, isMultiple } from "../fields/registry.ts";
import type { RequestInfo } from "../request-info.ts";
import { findField, relatedCollectionId } from "./field-options.ts";
import { splitModifier } from "./modifier.ts";
import { idOf } from "./column-origin.ts";
import { PathWalk } from "./path-walk.ts";
import { bodyItems, bodyText, jsonOf, requestParameter, requestValue } from "./request-values.ts";
import type { ChangedCondition } from "./resolve-path.ts";
import type { Operand, ParameterSource, ParameterValue } from "./resolved.ts";
import { NULL_VALUE, operandOf, RuleError } from "./resolved.ts";
import type { Scope } from "./scope.ts";

/** A value of the request at a path below `@request`. Absent values are null. */
export function resolveStaticPath(parts: readonly string[], scope: Scope): Operand {
  const [name, modifier] = splitModifier(parts.at(-1) ?? "");
  const path = [...parts.slice(0, -1), name];
  if (modifier === "isset") {
    const isSet = scope.request.look((request) => String(requestValue(request, path) !== undefined));
    return operandOf({ kind: "isset", value: isSet === "true" });
  }
  const isNumberField = findField(scope.base, name)?.type === "number";
  const read = (request: RequestInfo) => requestParameter(requestValue(request, path), isNumberField);
  const type = scope.request.look((request) => kindOf(read(request)));
  if (modifier !== "" && modifier !== "lower") throw new RuleError(`invalid modifier sequence ${name}:${modifier}`);
  if (type === "null") return operandOf(NULL_VALUE);
  const parameter = parameterOf(({ request }) => read(request), type);
  return operandOf(modifier === "lower" ? { kind: "lower", of: parameter } : parameter);
}

/** `@request.body.…`: fields of the collection have modifiers and, if relations, lead to the records that are sent. */
export function resolveBodyPath(props: readonly string[], scope: Scope, changed: ChangedCondition): Operand {
  const [name, modifier] = splitModifier(props[0] ?? "");
  const field = findField(scope.base, name);
  if (field?.type === "relation" && props.length > 1) return resolveBodyRelation(props, scope);
  if (field === undefined || props.length > 1) return resolveStaticPath(["body", ...props], scope);
  switch (modifier) {
    case "each":
      return resolveBodyItems(name, scope);
    case "length":
      if (!canBeMultiple(field)) throw new RuleError(`field "${name}" doesn't support multivalue operations`);
      return operandOf({
        kind: "count",
        source: ({ request }) => bodyItems(request, name).length,
        isZeroOrOne: scope.request.look((request) => String(bodyItems(request, name).length <= 1)) === "true",
      });
    case "lower": {
      const type = scope.request.look((request) => kindOf(bodyText(request, name)));
      return operandOf({ kind: "lower", of: parameterOf(({ request }) => bodyText(request, name), type) });
    }
    case "changed":
      return operandOf({ kind: "changed", condition: changed(name, scope) }, "exact");
    case "":
    case "isset":
      return resolveStaticPath(["body", ...props], scope);
  }
}

function resolveBodyItems(name: string, scope: Scope): Operand {
  const field = findField(scope.base, name);
  if (field === undefined || !canBeMultiple(field))
    throw new RuleError(`field "${name}" doesn't support multivalue operations`);
  const source: ParameterSource = ({ request }) => jsonOf(bodyItems(request, name));
  const walk = new PathWalk(scope, { isLenient: true });
  if (isMultiple(field)) walk.markSeveral();
  return walk.givenItems(`@body ${name}:each`, (alias) => ({ kind: "given", alias, source }));
}

/** The records that the body's relation field names. */
function resolveBodyRelation(props: readonly string[], scope: Scope): Operand {
  const [name] = splitModifier(props[0] ?? "");
  const field = findField(scope.base, name);
  if (field === undefined) throw new RuleError(`unknown field "${name}"`);
  const collection = scope.findCollection(relatedCollectionId(field));
  const ids = (request: RequestInfo) => toTextList(request.body[name]);
  if (scope.request.look((request) => String(ids(request).length > 0)) === "false") return operandOf(NULL_VALUE);
  const walk = new PathWalk(scope, { isLenient: true });
  if (isMultiple(field)) walk.markSeveral();
  walk.start(`@body ${name}`, (alias) => ({
    kind: "collection",
    alias,
    collection,
    on: { kind: "givenList", left: idOf(collection, alias), source: ({ request }) => JSON.stringify(ids(request)) },
  }));
  return walk.walk(props.slice(1));
}

type ParameterKind = "null" | ParameterValue["type"];

function kindOf(value: unknown): ParameterKind {
  if (value === null) return "null";
  if (value === "") return "empty";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? "number" : "other";
}

function parameterOf(source: ParameterSource, kind: string): ParameterValue {
  const isKnown = kind === "empty" || kind === "text" || kind === "number";
  return { kind: "parameter", source, type: isKnown ? kind : "other" };
}
