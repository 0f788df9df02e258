import { isMap, type TemplateFunction } from "./functions.ts";
import { TemplateError } from "./nodes.ts";

interface Access {
  readonly values: readonly unknown[];
  /** What Go calls the type of the value: that of what a map or a list holds it does not know. */
  readonly type: string;
}

/** The last name may be a method, which gets the arguments. */
export function fieldsOf(start: unknown, names: readonly string[], { values, type }: Access): unknown {
  return names.reduce((value: unknown, name, at) => {
    const access = { values: at === names.length - 1 ? values : [], type: at === 0 ? type : "interface {}" };
    return fieldOf(value, name, access);
  }, start);
}

function fieldOf(value: unknown, name: string, { values, type }: Access): unknown {
  // What a map lacks has nothing of its own either.
  if (value === undefined) return undefined;
  if (value === null) throw new TemplateError(`nil pointer evaluating interface {}.${name}`);
  if (isMap(value)) {
    if (values.length > 0) throw new TemplateError(`${name} is not a method but has arguments`);
    return Object.hasOwn(value, name) ? value[name] : undefined;
  }
  const host = value as Record<string, unknown>;
  const own = [name, hostName(name)].find((known) => typeof value === "object" && known in value);
  if (own === undefined) throw new TemplateError(`can't evaluate field ${name} in type ${type}`);
  const found = host[own];
  return typeof found === "function" ? (found as TemplateFunction).apply(value, [...values]) : found;
}

/** Go's `GetString` is `getString` of a host object, `JSONField` is `jsonField`. */
function hostName(name: string): string {
  const [start = ""] = /^[A-Z\d_]+/.exec(name) ?? [];
  if (start.length === name.length) return name.toLowerCase();
  const length = start.length > 1 ? start.length - 1 : start.length;
  return name.slice(0, length).toLowerCase() + name.slice(length);
}
