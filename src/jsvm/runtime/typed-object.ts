import { integerArgument, notAnother, textArgument } from "./go-arguments.ts";

/** The method that gives what an assignment leaves in a property; it throws for what Go can't convert. */
export const assigned = Symbol("assigned");

/** An object whose properties keep their types, as those of Go's structs do: what scripts assign is converted at once. */
export class TypedObject {
  /** Few: the names are those of Go's structs, never a script's. */
  static readonly #properties = new Map<string, PropertyDescriptor>();
  readonly #values: Record<string, unknown>;

  /** `start` has all properties, in their order. */
  constructor(start: object) {
    this.#values = { ...start };
    for (const name of Object.keys(start)) Object.defineProperty(this, name, TypedObject.#property(name));
  }

  /** `current` is what is there. */
  [assigned](value: unknown, current: unknown, name: string): unknown {
    return likeCurrent(value, current, name);
  }

  /** All objects have the same one for a name. */
  static #property(name: string): PropertyDescriptor {
    const known = TypedObject.#properties.get(name);
    if (known !== undefined) return known;
    const property: PropertyDescriptor & ThisType<TypedObject> = {
      enumerable: true,
      configurable: true,
      get() {
        return this.#values[name];
      },
      set(value: unknown) {
        this.#values[name] = this[assigned](value, this.#values[name], name);
      },
    };
    TypedObject.#properties.set(name, property);
    return property;
  }
}

/** In the type of what is there. Lists are of texts, unless they have objects. */
export function likeCurrent(value: unknown, current: unknown, name: string): unknown {
  if (typeof current === "string") return textArgument(value);
  if (typeof current === "number") return integerArgument(value);
  if (typeof current === "boolean") return Boolean(value);
  if (Array.isArray(current)) return listOf(value, name);
  return typeof current === "object" && current !== null ? likeStruct(value, current, name) : value;
}

/** A plain object with the properties of a struct: those that are given, and empty ones. Throws for what is no object. */
export function likeStruct(value: unknown, struct: object, name: string): Record<string, unknown> {
  if (value !== null && value !== undefined && (typeof value !== "object" || Array.isArray(value))) {
    throw notAnother(value, `the struct of ${name}`);
  }
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(struct).map(([key, current]) => [key, likeCurrent(given[key], current, key)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** For what is a class of Go: an object of that class, or nothing. All else that is no plain value stays as it is. */
export function likeObject(value: unknown, current: unknown, name: string): unknown {
  if (typeof current !== "object") return likeCurrent(value, current, name);
  if (value === null || value === undefined) return null;
  const isPlain = current === null || Array.isArray(current) || Object.getPrototypeOf(current) === Object.prototype;
  if (isPlain || isOfKind(value, current) || isOfKind(current, value)) return value;
  throw notAnother(value, current.constructor.name);
}

/** Whether a value is of the class of another, or of one below it. */
function isOfKind(value: unknown, other: unknown): boolean {
  return typeof other === "object" && other !== null && value instanceof other.constructor;
}

function listOf(value: unknown, name: string): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw notAnother(value, `the list of ${name}`);
  return value.map((item: unknown) => (typeof item === "object" && item !== null ? item : textArgument(item)));
}
