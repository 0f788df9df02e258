import { Kind } from "@sinclair/typebox";
import type { TArray, TObject, TSchema } from "@sinclair/typebox";
import { SETTINGS_SHAPE } from "./settings.ts";
import type { Settings } from "./settings.ts";

/**
 * The settings with what `update` names replaced. Objects merge, lists are replaced, null and unknown names change nothing.
 * Throws a `SyntaxError` for a value of a wrong type, as Go's decoder does.
 */
export function mergeSettings(settings: Settings, update: unknown): Settings {
  return merge(SETTINGS_SHAPE, settings, { update, place: "" }) as Settings;
}

interface Update {
  readonly update: unknown;
  /** Such as `smtp.port`. */
  readonly place: string;
}

function merge(shape: TSchema, current: unknown, { update, place }: Update): unknown {
  if (update === undefined || update === null) return current;
  switch (shape[Kind]) {
    case "Object":
      if (typeof update !== "object" || Array.isArray(update)) throw mismatch(shape, { update, place });
      return mergeObject(shape as TObject, current as Record<string, unknown>, { update, place });
    case "Array": {
      if (!Array.isArray(update)) throw mismatch(shape, { update, place });
      const { items } = shape as TArray;
      return update.map((item, index) =>
        merge(items, zero(items), { update: item, place: inner(place, String(index)) }),
      );
    }
    case "Integer":
      if (!Number.isInteger(update)) throw mismatch(shape, { update, place });
      return update;
    default:
      if (typeof update !== shape["type"]) throw mismatch(shape, { update, place });
      return update;
  }
}

function mergeObject(shape: TObject, current: Record<string, unknown>, { update, place }: Update): unknown {
  const values = update as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape.properties).map(([name, property]) => [
      name,
      merge(property, current[name], { update: values[name], place: inner(place, name) }),
    ]),
  );
}

function inner(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

/** The empty value of a type, which items of lists start from. */
function zero(shape: TSchema): unknown {
  switch (shape[Kind]) {
    case "Object":
      return Object.fromEntries(
        Object.entries((shape as TObject).properties).map(([name, property]) => [name, zero(property)]),
      );
    case "Array":
      return [];
    case "Integer":
      return 0;
    case "Boolean":
      return false;
    default:
      return "";
  }
}

function mismatch(shape: TSchema, { update, place }: Update): SyntaxError {
  return new SyntaxError(`${place}: expected ${String(shape["type"])}, got ${JSON.stringify(update)}`);
}
