import { expect, test } from "bun:test";
import { toPattern } from "../../../src/database/postgres/convert-parameters.ts";
import { toCapitalLetter, toFixedPart, toSmallLetter } from "../../../src/database/postgres/search-hints.ts";
import { matchLike } from "../../../src/lib/filter/match-like.ts";

const PATTERN_PIECES = [
  "%",
  "_",
  "\\",
  "\\%",
  "\\_",
  "\\\\",
  "\\a",
  "a",
  "B",
  "st ",
  "37",
  "-",
  "ä",
  "Ö",
  "🎉",
  " ",
  "\0",
];
const TEXT_PIECES = ["a", "A", "b", "st ", "ST ", "37", "-", "%", "_", "\\", "ä", "Ä", "Ö", "🎉", " "];

/** A pattern of anything around a letter at most, where case matters. */
function isAsWritten(text: string, pattern: string): boolean {
  return pattern.startsWith("%") ? text.includes(pattern.slice(1, -1)) : text === pattern;
}

test("what matches a pattern has its fixed part and its rarest letter", () => {
  const pick = (pieces: readonly string[], count: number): string =>
    Array.from(
      { length: Math.floor(Math.random() * count) },
      () => pieces[Math.floor(Math.random() * pieces.length)],
    ).join("");
  let matches = 0;
  let fixed = 0;
  for (let round = 0; round < 50_000; round += 1) {
    const [text, pattern] = [pick(TEXT_PIECES, 7), `%${pick(PATTERN_PIECES, 5)}${round % 2 === 0 ? "%" : ""}`];
    if (!matchLike(text, toPattern(pattern) ?? "")) continue;
    const part = toFixedPart(pattern) ?? "";
    matches += 1;
    if (part !== "") fixed += 1;
    const hasLetter = [toSmallLetter(pattern), toCapitalLetter(pattern)].some((letter) => isAsWritten(text, letter));
    if (!text.includes(part) || !hasLetter) throw new Error(JSON.stringify({ text, pattern, part }));
  }
  expect(matches).toBeGreaterThan(1_000);
  expect(fixed).toBeGreaterThan(500);
  expect(["%st 37%", "%hello%", "100\\%", "x\\"].map(toFixedPart)).toEqual([" 37", "", "100%", "\u0001\u0002"]);
  expect(toFixedPart(null)).toBeNull();
  expect(["%st 37%", "%hello%", "%of us%", "%ü%"].map(toSmallLetter)).toEqual(["%", "%l%", "%f%", "%"]);
  expect(isAsWritten("", toCapitalLetter("%st 37%"))).toBe(false);
});
