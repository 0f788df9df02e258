/** A regular expression in Go's syntax (RE2), parsed. Characters are code points. */
export type PatternNode =
  | { readonly kind: "empty" }
  | { readonly kind: "literal"; readonly codePoint: number; readonly ignoreCase: boolean }
  | { readonly kind: "class"; readonly ranges: CharacterRanges; readonly ignoreCase: boolean }
  | { readonly kind: "any"; readonly newline: boolean }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly items: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly item: PatternNode; readonly min: number; readonly max: number };

export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "wordBoundary" | "noWordBoundary";

/** Pairs of first and last code point, sorted, without overlaps. */
export type CharacterRanges = readonly (readonly [first: number, last: number])[];

export const MAX_CODE_POINT = 0x10ffff;

/** The pattern is not valid; the message is the one of Go's regexp package. */
export class PatternError extends Error {
  override readonly name = "PatternError";

  constructor(problem: string, part: string) {
    super(`error parsing regexp: ${problem}: \`${part}\``);
  }
}
