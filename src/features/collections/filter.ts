import { likePattern } from "../../lib/filter/like.ts";
import { macros } from "../../lib/filter/macros.ts";
import { type FilterNode, type FilterOperand, type Operator, parseFilter } from "../../lib/filter/parse.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import { FilterSyntaxError } from "../../lib/filter/token.ts";
import type { Collection } from "../../model/collections/collection.ts";

/** A filter or sort that asks for something else than the few fields of collections. */
export class CollectionFilterError extends Error {
  override readonly name = "CollectionFilterError";
}

const names = ["id", "created", "updated", "name", "system", "type"] as const;

type Name = (typeof names)[number];
type Value = string | number;
type Read = (collection: Collection) => Value;

const MAX_SORT_FIELDS = 8;

/** The filter as a function, with the results that the database gives for it. */
export function compileFilter(text: string): (collection: Collection) => boolean {
  if (text === "") return () => true;
  try {
    return compileNode(parseFilter(scanFilter(text)));
  } catch (error) {
    if (error instanceof FilterSyntaxError) throw new CollectionFilterError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Orders by fields separated by commas, `-` before a name for descending; `@rowid` is the order of creation in `all`, which
 * also decides where the fields are equal.
 */
export function compileSort(text: string, all: readonly Collection[]): (a: Collection, b: Collection) => number {
  const parts = text.split(",").map((part) => part.trim());
  const terms = parts
    .filter((part) => part !== "")
    .map((part) => ({ read: sortKey(part.replace(/^[+-]/, ""), all), part }));
  if (terms.length > MAX_SORT_FIELDS)
    throw new CollectionFilterError(`there are more than ${MAX_SORT_FIELDS} sort fields`);
  return (a, b) => {
    for (const { read, part } of terms) {
      const order = compare(read(a), read(b));
      if (order !== 0) return part.startsWith("-") ? -order : order;
    }
    return 0;
  };
}

function sortKey(name: string, all: readonly Collection[]): Read {
  if (name === "@rowid") return (collection) => all.indexOf(collection);
  if (name !== "@random") return field(name);
  const random = new Map(all.map((collection) => [collection, Math.random()]));
  return (collection) => random.get(collection) ?? 0;
}

function compileNode(node: FilterNode): (collection: Collection) => boolean {
  if (node.kind === "comparison") return compileComparison(node.operator, read(node.left), read(node.right));
  // As in SQL, `and` binds tighter: a group is a list of alternatives, each a list of conditions.
  const alternatives: ((collection: Collection) => boolean)[][] = [[]];
  for (const [index, part] of node.parts.entries()) {
    if (index > 0 && part.join === "or") alternatives.push([]);
    alternatives.at(-1)?.push(compileNode(part.node));
  }
  return (collection) => alternatives.some((conditions) => conditions.every((holds) => holds(collection)));
}

function read(operand: FilterOperand): Read {
  if (operand.kind === "text" || operand.kind === "number") return () => operand.value;
  if (operand.kind === "call") throw new CollectionFilterError(`unknown function ${operand.name}`);
  const constant = constants.get(operand.name.toLowerCase());
  if (constant !== undefined) return () => constant;
  const macro = Object.hasOwn(macros, operand.name) ? macros[operand.name] : undefined;
  if (macro !== undefined) {
    const value = macro(new Date());
    return () => value;
  }
  return field(operand.name);
}

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["null", ""],
  ["true", 1],
  ["false", 0],
]);

function field(name: string): Read {
  const known: Name | undefined = names.find((other) => other === name);
  if (known === undefined) throw new CollectionFilterError(`unknown field ${name}`);
  if (known === "system") return (collection) => Number(collection.system);
  return (collection) => collection[known];
}

function compileComparison(operator: Operator, left: Read, right: Read): (collection: Collection) => boolean {
  const by = (test: (order: number) => boolean) => (collection: Collection) =>
    test(compare(left(collection), right(collection)));
  const like = (collection: Collection): boolean => isLike(String(left(collection)), String(right(collection)));
  switch (operator) {
    case "=":
      return by((order) => order === 0);
    case "!=":
      return by((order) => order !== 0);
    case "<":
      return by((order) => order < 0);
    case "<=":
      return by((order) => order <= 0);
    case ">":
      return by((order) => order > 0);
    case ">=":
      return by((order) => order >= 0);
    case "~":
      return like;
    case "!~":
      return (collection) => !like(collection);
  }
}

/** Numbers come before texts, as in the database. */
function compare(a: Value, b: Value): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** LIKE with `\` as escape: `%` is any text, `_` any character; case of ASCII letters does not count. */
function isLike(text: string, searched: string): boolean {
  const source = likePattern(searched).replaceAll(/\\[\s\S]|[\s\S]/g, (part) => {
    if (part === "%") return "[\\s\\S]*";
    if (part === "_") return "[\\s\\S]";
    return RegExp.escape(part.length === 2 ? part.slice(1) : part);
  });
  return new RegExp(`^${source}$`, "i").test(text);
}
