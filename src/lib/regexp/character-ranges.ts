import { MAX_CODE_POINT, type CharacterRanges } from "./pattern-node.ts";

type Range = CharacterRanges[number];

export const DIGIT: CharacterRanges = [[0x30, 0x39]];

export const WORD: CharacterRanges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

/** Without the vertical tab, as in Perl and RE2. */
export const SPACE: CharacterRanges = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];

/** The classes of `[[:name:]]`; ASCII only. */
export const POSIX: ReadonlyMap<string, CharacterRanges> = new Map<string, CharacterRanges>([
  ["alnum", ranges("09", "AZ", "az")],
  ["alpha", ranges("AZ", "az")],
  ["ascii", [[0, 0x7f]]],
  [
    "blank",
    [
      [0x09, 0x09],
      [0x20, 0x20],
    ],
  ],
  [
    "cntrl",
    [
      [0, 0x1f],
      [0x7f, 0x7f],
    ],
  ],
  ["digit", DIGIT],
  ["graph", ranges("!~")],
  ["lower", ranges("az")],
  ["print", ranges(" ~")],
  ["punct", ranges("!/", ":@", "[`", "{~")],
  [
    "space",
    [
      [0x09, 0x0d],
      [0x20, 0x20],
    ],
  ],
  ["upper", ranges("AZ")],
  ["word", WORD],
  ["xdigit", ranges("09", "AF", "af")],
]);

function ranges(...pairs: string[]): CharacterRanges {
  return pairs.map((pair): Range => [pair.charCodeAt(0), pair.charCodeAt(1)]);
}

/** Sorts and joins. */
export function normalizeRanges(parts: CharacterRanges): CharacterRanges {
  const joined: [number, number][] = [];
  for (const [first, last] of parts.toSorted((a, b) => a[0] - b[0])) {
    const previous = joined.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

export function negateRanges(parts: CharacterRanges): CharacterRanges {
  const negated: Range[] = [];
  let next = 0;
  for (const [first, last] of normalizeRanges(parts)) {
    if (first > next) negated.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= MAX_CODE_POINT) negated.push([next, MAX_CODE_POINT]);
  return negated;
}

/** Where Unicode has characters, and its two private areas, which are all of one kind. */
const ASSIGNED: CharacterRanges = [
  [0, 0x33fff],
  [0xe0000, 0xe01ff],
];
const PRIVATE: CharacterRanges = [
  [0xf0000, 0xffffd],
  [0x100000, 0x10fffd],
];

/** The ranges of a Unicode category or script such as `L`, `Lu` or `Greek`; null for an unknown name. */
export function unicodeRanges(name: string): CharacterRanges | null {
  if (name === "Any") return [[0, MAX_CODE_POINT]];
  const matcher = unicodeMatcher(name);
  if (matcher === null) return null;
  const found: Range[] = [];
  for (const [first, last] of ASSIGNED) {
    let start = -1;
    for (let codePoint = first; codePoint <= last + 1; codePoint += 1) {
      const matches = codePoint <= last && matcher.test(String.fromCodePoint(codePoint));
      if (matches && start === -1) start = codePoint;
      if (matches || start === -1) continue;
      found.push([start, codePoint - 1]);
      start = -1;
    }
  }
  return [...found, ...PRIVATE.filter(([first]) => matcher.test(String.fromCodePoint(first)))];
}

function unicodeMatcher(name: string): RegExp | null {
  if (!/^\w+$/.test(name)) return null;
  for (const property of [name, `Script=${name}`]) {
    try {
      // Names of other properties (`Emoji`) are not known to Go, but harm nothing.
      return new RegExp(`^\\p{${property}}$`, "u");
    } catch {
      continue;
    }
  }
  return null;
}
