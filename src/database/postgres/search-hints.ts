// What a text has to have where it matches a pattern of LIKE, as it is written in the text.
//
// `LOWER(text) LIKE pattern` makes letters small for each row, which is most of the work of a search. Most rows are ruled out
// sooner by what doesn't depend on case: the part of the pattern that has no letters, such as ` 37` of `post 37`, or else its rarest
// letter, small or capital.
import type { SqlValue } from "../engine.ts";
import { toPattern } from "./convert-parameters.ts";

/** Of a pattern: an escaped character, a wildcard, letters, or what has to be in the text as it is. */
const PARTS = /\\([\s\S])|[%_\\]|[A-Za-z]+|[^%_\\A-Za-z]+/g;
/** From the rarest on, in English. */
const LETTERS = "zqxjkvbpygfwmucldrhsnioate";
const ANYTHING = "%";
/** No text is it, which is found out with the first character. */
const NOTHING = "\u0001\u0002";

/**
 * A pattern that most texts without a match fail: of the longest part without letters, which a text has as it is, or of the rarest
 * letter. Any text passes where the pattern has neither.
 */
export function toPart(value: SqlValue): string {
  const part = fixedPart(value);
  // Almost every text has spaces.
  if (part.trim() !== "") return `%${part.replaceAll(/[%_\\]/g, "\\$&")}%`;
  const letter = rarestLetter(value);
  return letter === null ? ANYTHING : `%${letter}%`;
}

/** The same for the capital letter: texts with a match have one of both. */
export function toOtherPart(value: SqlValue): string {
  const letter = fixedPart(value).trim() === "" ? rarestLetter(value) : null;
  return letter === null ? NOTHING : `%${letter.toUpperCase()}%`;
}

function fixedPart(value: SqlValue): string {
  const runs = [""];
  for (const [part, escaped] of (toPattern(value) ?? "").matchAll(PARTS)) {
    const isFixed = escaped === undefined ? !/^[%_\\A-Za-z]/.test(part) : !/[A-Za-z]/.test(escaped);
    if (isFixed) runs.push((runs.pop() ?? "") + (escaped ?? part));
    else runs.push("");
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

function rarestLetter(value: SqlValue): string | null {
  const pattern = toPattern(value) ?? "";
  return Array.from(LETTERS).find((letter) => pattern.includes(letter)) ?? null;
}
