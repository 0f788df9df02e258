import type { Collection } from "../collections/collection.ts";

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** What the names of a collection's types begin with, by the collection's id: each is an identifier of its own. */
export function typeNames(collections: readonly Collection[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  // The names of the user's collections stay as they are wherever that can be.
  for (const { id, name } of collections.toSorted(byOwner)) {
    const wanted = pascalCase(name);
    let free = wanted;
    for (let count = 2; taken.has(free); count += 1) free = `${wanted}${count}`;
    taken.add(free);
    names.set(id, free);
  }
  return names;
}

/** A key of an object type, in quotes where it must have them. */
export function propertyName(name: string): string {
  return IDENTIFIER.test(name) ? name : JSON.stringify(name);
}

/** Collections of the system last, the others by name. */
function byOwner(a: Collection, b: Collection): number {
  return Number(a.system) - Number(b.system) || (a.name < b.name ? -1 : 1);
}

function pascalCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(joined) ? joined : `_${joined}`;
}
