import { Kind } from "@sinclair/typebox";
import type { TArray, TObject, TSchema } from "@sinclair/typebox";

/** The first name that `update` has and the settings have not, as `smtp.pasword`; null for none. */
export function unknownSetting(shape: TSchema, update: unknown, place = ""): string | null {
  if (typeof update !== "object" || update === null) return null;
  if (shape[Kind] === "Array") return firstIn(update, place, () => (shape as TArray).items);
  if (shape[Kind] !== "Object") return null;
  return firstIn(update, place, (name) => (shape as TObject).properties[name]);
}

function firstIn(update: object, place: string, shapeOf: (name: string) => TSchema | undefined): string | null {
  for (const [name, value] of Object.entries(update)) {
    const inner = place === "" ? name : `${place}.${name}`;
    const shape = shapeOf(name);
    if (shape === undefined) return inner;
    const unknown = unknownSetting(shape, value, inner);
    if (unknown !== null) return unknown;
  }
  return null;
}
