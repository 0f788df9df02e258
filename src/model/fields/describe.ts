import { type TSchema, Type } from "@sinclair/typebox";
import type { FieldBase } from "./field.ts";

// What descriptions of several field types share.

/** The schema of a text of any form. */
export function textSchema(): TSchema {
  return Type.String();
}

/** Limits of the length of texts. The least does not hold for blank texts of fields that need no value. */
export function lengthLimits(
  { min, max }: { readonly min: number; readonly max: number },
  isRequired: boolean,
): { minLength?: number; maxLength?: number } {
  return {
    ...(min > 0 && isRequired ? { minLength: min } : {}),
    ...(max > 0 ? { maxLength: max } : {}),
  };
}

/** A text in a format that does not allow the blank one: said only of fields that need a value. */
export function formatSchema({ required }: FieldBase & { readonly required: boolean }, format: string): TSchema {
  return required ? Type.String({ format }) : Type.String();
}

/** What appends, prepends or removes one item or several. */
export function itemsSchema(item: TSchema, modifier: string): TSchema {
  const verb = modifier === "remove" ? "Removes" : modifier === "append" ? "Appends" : "Prepends";
  return Type.Union([item, Type.Array(item)], { description: `${verb} values` });
}

export function listType(item: string): string {
  return item.includes(" ") ? `(${item})[]` : `${item}[]`;
}
