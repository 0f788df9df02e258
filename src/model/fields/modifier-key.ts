import type { Modifier } from "./field.ts";

/** The key of a request body that changes the field of that name so. */
export function modifierKey(name: string, modifier: Modifier): string {
  switch (modifier) {
    case "append":
      return `${name}+`;
    case "prepend":
      return `+${name}`;
    case "remove":
      return `${name}-`;
    case "autogenerate":
      return `${name}:autogenerate`;
  }
}
