import { randomInt } from "node:crypto";
import { randomText } from "../random-text.ts";
import type { CharacterRanges, PatternNode } from "./pattern-node.ts";

/** What PocketBase takes `*` and `+` for, exclusively. */
const MAX_OPEN_REPEAT = 6;

const ALPHANUMERIC: CharacterRanges = [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0x30, 0x39],
];

/** Go's numbers of the operators that stand for no text; clients see them in an error. */
const UNSUPPORTED = {
  lineStart: 7,
  lineEnd: 8,
  textStart: 9,
  textEnd: 10,
  wordBoundary: 11,
  noWordBoundary: 12,
} as const;

/** A random text that matches the pattern. Throws where the pattern has anchors. */
export function randomTextOf(node: PatternNode): string {
  switch (node.kind) {
    case "empty":
      return "";
    case "literal":
      return String.fromCodePoint(node.codePoint);
    case "class":
      return randomCharacter(node.ranges);
    case "any":
      return randomCharacter(ALPHANUMERIC);
    case "sequence":
      return node.items.map(randomTextOf).join("");
    case "choice": {
      const item = node.items[randomInt(node.items.length)];
      return item === undefined ? "" : randomTextOf(item);
    }
    case "repeat":
      return randomRepeat(node);
    case "assertion":
      throw new Error(`unsupported pattern operator ${UNSUPPORTED[node.assertion]}`);
  }
}

function randomRepeat({ item, min, max }: { item: PatternNode; min: number; max: number }): string {
  const limit = Math.max(max === Infinity ? MAX_OPEN_REPEAT : max, min);
  const count = min + (limit > min ? randomInt(limit - min) : 0);
  const alphabet = item.kind === "class" ? shortAlphabet(item.ranges) : null;
  // The common case, `[a-z0-9]{15}`: one request for random bytes.
  return alphabet === null ? randomTexts(count, item) : randomText(count, alphabet);
}

function randomTexts(count: number, item: PatternNode): string {
  return Array.from({ length: count }, () => randomTextOf(item)).join("");
}

const alphabets = new WeakMap<CharacterRanges, string | null>();

/** The characters of a class of ASCII characters; null for others, and for none. Ids are made of one with every record. */
function shortAlphabet(ranges: CharacterRanges): string | null {
  let alphabet = alphabets.get(ranges);
  if (alphabet === undefined) alphabets.set(ranges, (alphabet = listCharacters(ranges)));
  return alphabet;
}

function listCharacters(ranges: CharacterRanges): string | null {
  if (ranges.some(([, last]) => last > 0x7f)) return null;
  let alphabet = "";
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) alphabet += String.fromCharCode(code);
  }
  return alphabet === "" ? null : alphabet;
}

function randomCharacter(ranges: CharacterRanges): string {
  const total = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (total === 0) throw new Error("no runes to choose from");
  let index = randomInt(total);
  for (const [first, last] of ranges) {
    const size = last - first + 1;
    if (index < size) return characterOf(first + index);
    index -= size;
  }
  return "";
}

/** Halves of surrogate pairs are no characters of their own. */
function characterOf(codePoint: number): string {
  return codePoint >= 0xd800 && codePoint <= 0xdfff ? "\uFFFD" : String.fromCodePoint(codePoint);
}
