import { badRequest } from "../../lib/api-error.ts";

/** Relations to expand, each with those to expand in the records behind it. */
export type ExpandTree = ReadonlyMap<string, ExpandTree>;

/** Each takes a statement at least. */
const MAX_RELATIONS = 200;

/**
 * Parses an `expand` parameter such as `author.team,comments_via_post`. White space and outer dots do not count; paths
 * through the same relation share it. Throws a 400 where there are too many.
 */
export function parseExpand(parameter: string): ExpandTree {
  const tree: MutableTree = new Map();
  let count = 0;
  for (const item of parameter.split(",")) {
    const path = item.replaceAll(" ", "").replace(/^\.+|\.+$/g, "");
    if (path === "") continue;
    let node = tree;
    for (const relation of path.split(".")) {
      const known = node.get(relation);
      const next = known ?? (new Map() as MutableTree);
      if (known === undefined) {
        node.set(relation, next);
        count += 1;
        if (count > MAX_RELATIONS) throw badRequest(`expand must not name more than ${MAX_RELATIONS} relations`);
      }
      node = next;
    }
  }
  return tree;
}

type MutableTree = Map<string, MutableTree>;

/** Splits `comments_via_post`, or `comments(post)` as it was written once, into collection and field; null for a field's own name. */
export function parseBackRelation(relation: string): { collection: string; field: string } | null {
  const form = relation.includes("(") ? /^(\w+)\((\w+)\)$/ : /^(\w+)_via_(\w+)$/;
  const [, collection, field] = form.exec(relation) ?? [];
  return collection === undefined || field === undefined ? null : { collection, field };
}
