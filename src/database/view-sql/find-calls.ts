import type { Call, Query } from "./syntax.ts";

/** The calls in parts of a tree, without those in queries inside of them. */
export function findCalls(node: unknown): Call[] {
  const found: Call[] = [];
  visit(node, (object) => {
    if ("arms" in object) return false;
    if (isCall(object)) found.push(object);
    return true;
  });
  return found;
}

/** The names of all tables that a query reads, in lower case. Those of WITH are among them. */
export function tableNames(query: Query): Set<string> {
  const names = new Set<string>();
  visit(query, (object) => {
    if ("type" in object && object.type === "table" && "name" in object) names.add(String(object.name).toLowerCase());
    return true;
  });
  return names;
}

/** Whether a query reads a table of that name anywhere. */
export function readsTable(query: Query, name: string): boolean {
  return tableNames(query).has(name.toLowerCase());
}

/** Calls `look` for every object of a tree; those below one are left out where it returns false. */
function visit(node: unknown, look: (object: object) => boolean): void {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node) && !look(node)) return;
  for (const child of Object.values(node)) visit(child, look);
}

function isCall(object: object): object is Call {
  return "type" in object && object.type === "call";
}
