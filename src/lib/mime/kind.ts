/** The beginning of a file: a character a byte, so that signatures are regular expressions. */
export interface Head {
  readonly bytes: string;
  /** Whether the file may go on behind it. */
  readonly isCut: boolean;
}

/**
 * A kind of file in the tree of kinds. A file is of the first kind of a level that matches, and of that kind's first child that
 * matches, and so on: the order and the tree are those of PocketBase, whose detector is Go's `mimetype`.
 */
export interface Kind {
  readonly type: string;
  /** With the leading dot; "" where none is usual. */
  readonly extension: string;
  readonly matches: (head: Head) => boolean;
  /** Other names of the type. */
  readonly aliases: readonly string[];
  readonly children: readonly Kind[];
}

type Matcher = RegExp | Kind["matches"];

/** A row of the tables of kinds; `names` are the type and then its aliases. */
export function kind(names: string, extension: string, form: Matcher | Parent): Kind {
  const [type = "", ...aliases] = names.split(" ");
  const { matches, children = [] } = "matches" in form ? form : { matches: form };
  return {
    type,
    extension,
    matches: matches instanceof RegExp ? ({ bytes }) => matches.test(bytes) : matches,
    aliases,
    children,
  };
}

interface Parent {
  readonly matches: Matcher;
  readonly children: readonly Kind[];
}

/** The deepest kind that matches below the given ones; null where none does. */
export function findKind(kinds: readonly Kind[], head: Head): Kind | null {
  const found = kinds.find(({ matches }) => matches(head));
  return found === undefined ? null : (findKind(found.children, head) ?? found);
}
