// The rows of a tree over the text of a JSON value. The text itself stays what is edited: a value that was not touched keeps its
// spacing and every digit of its numbers, which a value that is parsed and written again would not.

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

export interface JsonRow {
  readonly kind: JsonKind;
  /** Keys and places that lead to the value. */
  readonly path: readonly (string | number)[];
  /** The path as one text. */
  readonly id: string;
  /** Where the value begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly isOpen: boolean;
}

/** Of one object or list; the text has the rest. */
export const MOST_CHILDREN = 100_000;
const KINDS: Readonly<Record<string, JsonKind>> = {
  "{": "object",
  "[": "array",
  '"': "string",
  t: "boolean",
  f: "boolean",
  n: "null",
};
export const ROOT_ID = idOf([]);

/** Whether a value has others within it. */
export function isContainer({ kind }: Pick<JsonRow, "kind">): boolean {
  return kind === "object" || kind === "array";
}

/** The value and all within the objects and lists that are open, in the order of the text, which must be valid JSON. */
export function jsonRows(source: string, open: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = [];
  const add = (found: Found): void => {
    const row = rowOf(source, found, open);
    rows.push(row);
    if (row.isOpen) childrenOf(source, row).forEach(add);
  };
  const start = skipSpace(source, 0);
  add({ path: [], start, end: endOfValue(source, start) });
  return rows;
}

/** The ids of objects and lists, the outer ones first, that can be open together with at most so many rows. */
export function openUpTo(source: string, most: number): Set<string> {
  const open = new Set<string>();
  let left = most;
  let level = jsonRows(source, open).filter(isContainer);
  while (level.length > 0) {
    const next: JsonRow[] = [];
    for (const row of level) {
      const children = childrenOf(source, row);
      if (children.length > left) return open;
      left -= children.length;
      open.add(row.id);
      next.push(...children.map((child) => rowOf(source, child, open)).filter(isContainer));
    }
    level = next;
  }
  return open;
}

interface Found {
  readonly path: JsonRow["path"];
  readonly start: number;
  readonly end: number;
}

function rowOf(source: string, found: Found, open: ReadonlySet<string>): JsonRow {
  const kind = KINDS[source[found.start] ?? ""] ?? "number";
  const id = idOf(found.path);
  return { ...found, kind, id, isOpen: isContainer({ kind }) && open.has(id) };
}

function idOf(path: JsonRow["path"]): string {
  return JSON.stringify(path);
}

/** What is directly within an object or a list. */
function childrenOf(source: string, { kind, path, start, end }: JsonRow): Found[] {
  const found: Found[] = [];
  let at = skipSpace(source, start + 1);
  while (at < end - 1 && found.length < MOST_CHILDREN) {
    let key: string | number = found.length;
    if (kind === "object") {
      const keyEnd = endOfString(source, at);
      key = JSON.parse(source.slice(at, keyEnd)) as string;
      // The colon is before the value.
      at = skipSpace(source, skipSpace(source, keyEnd) + 1);
    }
    const valueEnd = endOfValue(source, at);
    found.push({ path: [...path, key], start: at, end: valueEnd });
    // So is the comma, or the end.
    at = skipSpace(source, skipSpace(source, valueEnd) + 1);
  }
  return found;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length && source.charCodeAt(at) <= 32) at += 1;
  return at;
}

function endOfValue(source: string, start: number): number {
  const first = source[start];
  if (first === '"') return endOfString(source, start);
  if (first === "{" || first === "[") return endOfContainer(source, start);
  let at = start;
  while (at < source.length && !",]} \n\r\t".includes(source[at] ?? "")) at += 1;
  return at;
}

function endOfContainer(source: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const character = source[at];
    if (character === '"') {
      at = endOfString(source, at);
      continue;
    }
    if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    at += 1;
    if (depth === 0) break;
  }
  return at;
}

/** After the closing quote. */
function endOfString(source: string, start: number): number {
  let at = start;
  for (;;) {
    at = source.indexOf('"', at + 1);
    if (at < 0) return source.length;
    let escapes = 0;
    while (source[at - 1 - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
}
