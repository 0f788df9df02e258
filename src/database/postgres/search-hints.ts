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
/** No text is it, and it is found out with the first character. */
const NOTHING = "\u0001\u0002";

/** The longest part of a pattern that a text has as it is, whatever the case of its letters; often "". */
export function toFixedPart(value: SqlValue): string | null {
  const pattern = toPattern(value);
  if (pattern === null) return null;
  const runs = [""];
  for (const [part, escaped] of pattern.matchAll(PARTS)) {
    const isFixed = escaped === undefined ? !/^[%_\\A-Za-z]/.test(part) : !/[A-Za-z]/.test(escaped);
    if (isFixed) runs.push((runs.pop() ?? "") + (escaped ?? part));
    else runs.push("");
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

/** A pattern for texts with the rarest letter; any text where the fixed part tells more, or there is no letter. */
export function toSmallLetter(value: SqlValue): string {
  const letter = rarestLetter(value);
  return letter === null ? ANYTHING : `%${letter}%`;
}

/** The same for the capital letter; no text where the small one says any. */
export function toCapitalLetter(value: SqlValue): string {
  const letter = rarestLetter(value);
  return letter === null ? NOTHING : `%${letter.toUpperCase()}%`;
}

function rarestLetter(value: SqlValue): string | null {
  // Almost every text has spaces.
  if (toFixedPart(value)?.trim() !== "") return null;
  const pattern = toPattern(value) ?? "";
  return Array.from(LETTERS).find((letter) => pattern.includes(letter)) ?? null;
}
