/** Relations to expand, each with those to expand in the records behind it. */
export type ExpandTree = ReadonlyMap<string, ExpandTree>;

/**
 * Parses an `expand` parameter such as `author.team,comments_via_post`. White space and outer dots do not count; paths
 * through the same relation share it.
 */
export function parseExpand(parameter: string): ExpandTree {
  const tree: MutableTree = new Map();
  for (const item of parameter.split(",")) {
    const path = item.replaceAll(" ", "").replace(/^\.+|\.+$/g, "");
    if (path === "") continue;
    let node = tree;
    for (const relation of path.split(".")) {
      const known = node.get(relation);
      const next = known ?? (new Map() as MutableTree);
      if (known === undefined) node.set(relation, next);
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
