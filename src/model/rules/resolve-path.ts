import { idOf } from "./column-origin.ts";
import { PathWalk } from "./path-walk.ts";
import { PLAIN_AUTH_FIELDS } from "./request-values.ts";
import { resolveBodyPath, resolveStaticPath } from "./resolve-request.ts";
import type { Condition, Operand } from "./resolved.ts";
import { NULL_VALUE, operandOf, RuleError } from "./resolved.ts";
import type { Scope } from "./scope.ts";

const ALLOWED = [
  /^\w+[\w.:]*$/,
  /^@request\.(?:context|method)$/,
  /^@request\.(?:auth|body|query|headers)\.[\w.:]*\w+$/,
  /^@collection\.\w+(?::\w+)?\.[\w.:]*\w+$/,
];

/** Makes the condition of `:changed` for a body field. */
export type ChangedCondition = (field: string, scope: Scope) => Condition;

/** Resolves a path of fields, `@request.…` or `@collection.…`. Throws a `RuleError`. */
export function resolvePath(path: string, scope: Scope, changed: ChangedCondition): Operand {
  if (!ALLOWED.some((pattern) => pattern.test(path))) throw new RuleError(`failed to resolve field "${path}"`);
  const props = path.split(".");
  if (props[0] === "@collection") return resolveCollectionPath(props, scope);
  if (props[0] === "@request") return resolveRequestPath(path, scope, changed);
  return new PathWalk(scope, { isLenient: false }).walk(props);
}

/** `@collection.name.path` or `@collection.name:alias.path`: every row of another collection. */
function resolveCollectionPath([, name = "", ...props]: readonly string[], scope: Scope): Operand {
  const [nameOrId = "", tag = ""] = name.split(":");
  const path = ["@collection", name, ...props].join(".");
  const unknown = `failed to load collection "${nameOrId}" from field path "${path}"`;
  const collection = scope.findCollection(nameOrId, unknown);
  if (tag !== "") scope.joins.name(tag, collection);
  const walk = new PathWalk(scope, { isLenient: false });
  walk.start(`@collection ${collection.id} ${tag}`, (alias) => ({ kind: "collection", alias, collection, on: null }));
  walk.markSeveral();
  return walk.walk(props);
}

function resolveRequestPath(path: string, scope: Scope, changed: ChangedCondition): Operand {
  const [, root, ...props] = path.split(".");
  if (root === "auth") return resolveAuthPath(props, scope);
  if (root === "body") return resolveBodyPath(props, scope, changed);
  return resolveStaticPath([root ?? "", ...props], scope);
}

function resolveAuthPath(props: readonly string[], scope: Scope): Operand {
  const collectionId = scope.request.look((request) => request.auth?.collection.id ?? "");
  if (collectionId === "") return operandOf(NULL_VALUE);
  const [first = ""] = props;
  if (props.length === 1 && PLAIN_AUTH_FIELDS.has(first)) return resolveStaticPath(["auth", first], scope);
  const collection = scope.findCollection(collectionId);
  const walk = new PathWalk(scope, { isLenient: true });
  walk.start("@auth", (alias) => ({
    kind: "collection",
    alias,
    collection,
    as: scope.authAs,
    on: { kind: "given", left: idOf(collection, alias), source: ({ request }) => request.auth?.id ?? null },
  }));
  return walk.walk(props);
}
