import { DIGIT, negateRanges, normalizeRanges, POSIX, SPACE, unicodeRanges, WORD } from "./character-ranges.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { MAX_CODE_POINT, PatternError, type CharacterRanges } from "./pattern-node.ts";

const SHORT_ESCAPES: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["v", 11],
]);

/** Reads `[…]`. */
export function parseClass(reader: PatternReader): CharacterRanges {
  const start = reader.position;
  reader.skip("[");
  const isNegated = reader.skip("^");
  const parts: CharacterRanges[number][] = [];
  for (let isFirst = true; isFirst || !reader.startsWith("]"); isFirst = false) {
    if (reader.isAtEnd) throw new PatternError("missing closing ]", reader.from(start));
    parts.push(...parseClassItem(reader, start));
  }
  reader.skip("]");
  return isNegated ? negateRanges(parts) : normalizeRanges(parts);
}

function parseClassItem(reader: PatternReader, classStart: number): CharacterRanges {
  const named = parsePosixClass(reader) ?? parseEscapedClass(reader);
  if (named !== null) return named;
  const start = reader.position;
  const first = parseClassCharacter(reader, classStart);
  if (!reader.startsWith("-") || reader.startsWith("-]")) return [[first, first]];
  reader.skip("-");
  const last = parseClassCharacter(reader, classStart);
  if (last < first) throw new PatternError("invalid character class range", reader.from(start, reader.position));
  return [[first, last]];
}

function parseClassCharacter(reader: PatternReader, classStart: number): number {
  if (reader.isAtEnd) throw new PatternError("missing closing ]", reader.from(classStart));
  return reader.startsWith("\\") ? parseEscape(reader) : reader.next();
}

function parsePosixClass(reader: PatternReader): CharacterRanges | null {
  const match = reader.match(/\[:(\^?)([^\]]*?):\]/y);
  if (match === null) return null;
  const ranges = POSIX.get(match[2] ?? "");
  if (ranges === undefined) throw new PatternError("invalid character class range", match[0]);
  return match[1] === "^" ? negateRanges(ranges) : ranges;
}

/** Reads `\d \D \s \S \w \W \pL \p{Greek} \PL`; null for anything else. */
export function parseEscapedClass(reader: PatternReader): CharacterRanges | null {
  const perl = reader.match(/\\([dDsSwW])/y);
  if (perl !== null) return perlClass(perl[1] ?? "");
  const unicode = reader.match(/\\([pP])(?:\{(\^?)([^}]*)\}|([^{]))/y);
  if (unicode === null) return null;
  const ranges = unicodeRanges(unicode[3] ?? unicode[4] ?? "");
  if (ranges === null) throw new PatternError("invalid character class range", unicode[0]);
  return (unicode[1] === "P") === (unicode[2] === "^") ? ranges : negateRanges(ranges);
}

function perlClass(letter: string): CharacterRanges {
  const lower = letter.toLowerCase();
  const ranges = lower === "d" ? DIGIT : lower === "s" ? SPACE : WORD;
  return letter === lower ? ranges : negateRanges(ranges);
}

/** Reads an escaped character. */
export function parseEscape(reader: PatternReader): number {
  const start = reader.position;
  reader.skip("\\");
  if (reader.isAtEnd) throw new PatternError("trailing backslash at end of expression", "");
  const octal = reader.match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y);
  if (octal !== null) return Number.parseInt(octal[0], 8);
  const hex = reader.match(/x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/y);
  const code = hex === null ? null : Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  if (code !== null && code <= MAX_CODE_POINT) return code;
  const character = code === null ? String.fromCodePoint(reader.next()) : "x";
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const isPunctuation = character.charCodeAt(0) < 0x80 && !/[a-zA-Z0-9]/.test(character);
  if (!isPunctuation) throw new PatternError("invalid escape sequence", reader.from(start, reader.position));
  return character.charCodeAt(0);
}
