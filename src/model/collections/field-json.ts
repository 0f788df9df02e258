import type { FieldBase } from "../fields/field.ts";
import { DecodeError, decodeList, decodeOption, isDecoded, isObject } from "./decode.ts";
import { fieldShape } from "./field-shapes.ts";
import type { OptionKind } from "./field-shapes.ts";

/**
 * Reads a field from JSON: every option of its type is there, in the order of its name, and nothing else.
 * Throws a `DecodeError` for an unknown type or a value of the wrong type.
 */
export function parseField(raw: unknown): FieldBase {
  if (!isObject(raw)) throw new DecodeError("a field must be an object");
  const type = typeof raw["type"] === "string" ? raw["type"] : "";
  const shape = fieldShape(type);
  if (shape === undefined) throw new DecodeError(`missing or unknown field type in ${JSON.stringify(raw)}`);
  const options: Record<string, unknown> = {};
  for (const [name, kind] of optionsInOrder(type, shape)) {
    options[name] = kind === null ? type : decodeOption(kind, raw[name], name);
  }
  return options as unknown as FieldBase;
}

const knownOptions = new Map<string, readonly (readonly [string, OptionKind | null])[]>();

/** The options of a type with the type itself, whose kind is null: sorted once, because thousands of fields are read at a start. */
function optionsInOrder(
  type: string,
  shape: Readonly<Record<string, OptionKind>>,
): readonly (readonly [string, OptionKind | null])[] {
  const known = knownOptions.get(type);
  if (known !== undefined) return known;
  const options = Object.entries<OptionKind | null>({ ...shape, type: null }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  knownOptions.set(type, options);
  return options;
}

export function parseFields(raw: unknown): FieldBase[] {
  return decodeList(raw, "fields").map(parseField);
}

/**
 * The fields of a stored definition, which was just parsed and belongs to nobody else: those that are as they would be written are taken
 * as they are, which is a third of the work.
 */
export function takeStoredFields(raw: unknown): FieldBase[] {
  return decodeList(raw, "fields").map((field) =>
    isObject(field) && isWhole(field) ? (field as unknown as FieldBase) : parseField(field),
  );
}

/** Whether it has every option of its type, in order, with a value that reading leaves as it is, and nothing else. */
function isWhole(raw: Readonly<Record<string, unknown>>): boolean {
  const type = raw["type"];
  const shape = typeof type === "string" ? fieldShape(type) : undefined;
  if (typeof type !== "string" || shape === undefined) return false;
  const options = optionsInOrder(type, shape);
  let position = 0;
  for (const name in raw) {
    const option = options[position++];
    if (option === undefined || option[0] !== name || !isDecoded(option[1], raw[name])) return false;
  }
  return position === options.length;
}

/** A field with some options changed. */
export function withOptions(field: FieldBase, options: Readonly<Record<string, unknown>>): FieldBase {
  return sorted({ ...field, ...options }) as unknown as FieldBase;
}

/** An option that not every field type has; undefined where the type has none of that name. */
export function fieldOption(field: FieldBase, name: string): unknown {
  return Object.hasOwn(field, name) ? (field as unknown as Record<string, unknown>)[name] : undefined;
}

/** Keys in order, so that `JSON.stringify` writes them as PocketBase does. */
function sorted(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
