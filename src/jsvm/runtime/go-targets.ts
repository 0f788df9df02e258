import { HostDateTime } from "./date-time.ts";
import { DynamicList } from "./dynamic-list.ts";
import { DynamicModel } from "./dynamic-model.ts";
import type { JsonSource } from "./json-source.ts";
import { TypedObject } from "./typed-object.ts";

/** What Go can write to: an object of Go. All else that scripts have reaches Go as a copy. */
export function isGoTarget(target: unknown): target is object {
  if (typeof target !== "object" || target === null || target instanceof HostDateTime) return false;
  if (Array.isArray(target)) return target instanceof DynamicList || "unmarshalJSON" in target;
  const parent: unknown = Object.getPrototypeOf(target);
  return parent !== Object.prototype && parent !== null && !(target instanceof Date);
}

/** What Go calls the type of what it can't write to. */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return "nil";
  if (typeof value === "number") return `non-pointer ${Number.isInteger(value) ? "int64" : "float64"}`;
  if (typeof value === "boolean") return "non-pointer bool";
  if (typeof value === "function") return "non-pointer func(goja.FunctionCall) goja.Value";
  if (typeof value !== "object") return `non-pointer ${typeof value}`;
  if (value instanceof HostDateTime) return "non-pointer types.DateTime";
  return Array.isArray(value) ? "non-pointer []interface {}" : "non-pointer map[string]interface {}";
}

/** Sets what the target knows of the JSON. */
export function bindJson(target: object, source: JsonSource): void {
  if (target instanceof DynamicModel) DynamicModel.bindJson(target, source, { body: source.value, place: [] });
  else if (target instanceof DynamicList) DynamicList.bindJson(target, source);
  else if (readsJson(target)) target.unmarshalJSON(JSON.stringify(source.value));
  else setKnown(target as Record<string, unknown>, source.value);
}

/** Records, collections and lists of fields read JSON themselves. */
function readsJson(target: object): target is { unmarshalJSON(json: string): void } {
  return "unmarshalJSON" in target && typeof target.unmarshalJSON === "function";
}

function setKnown(target: Record<string, unknown>, data: unknown): void {
  if (typeof data !== "object" || data === null) return;
  for (const [name, value] of Object.entries(data)) {
    if (!Object.hasOwn(target, name)) continue;
    const current = target[name];
    // Methods are nothing that JSON could set, as with the `type` of a field.
    if (typeof current === "function") continue;
    // Of structs within it, too, what the JSON does not name stays.
    if (current instanceof TypedObject && typeof value === "object")
      setKnown(current as object as Record<string, unknown>, value);
    else target[name] = value;
  }
}
