import { PanicError } from "./errors.ts";

const EXPORTED = /^\p{Lu}[\p{L}\p{Nd}_]*$/u;

/** The names that scripts see for fields of a Go struct that was made of these; as in Go, some names can't be fields. */
export function shownNames(names: readonly string[]): ReadonlyMap<string, string> {
  const shown = new Map(names.map((name) => [name, shownName(name)]));
  if (new Set(shown.values()).size < shown.size) throw new PanicError("two fields of a struct have one name");
  return shown;
}

/** Go's field begins with a capital letter, and scripts see its leading capitals in lower case: `Total` is `total`, `URL` `url`. */
function shownName(name: string): string {
  const field = name.charAt(0).toUpperCase() + name.slice(1);
  if (!EXPORTED.test(field)) throw new PanicError(`"${name}" can't be the name of a field`);
  const [capitals = ""] = /^[\p{Lu}\p{Nd}_]*/u.exec(field) ?? [];
  if (capitals.length === field.length) return field.toLowerCase();
  const lowered = Math.max(1, capitals.length - 1);
  return field.slice(0, lowered).toLowerCase() + field.slice(lowered);
}
