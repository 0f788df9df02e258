/** One word of a filter. Comments and white space are none. */
export type Token = NameToken | CallToken | TextToken | NumberToken | MarkToken;

/** A path, a macro or `null`, `true`, `false`: what it is shows only when it is resolved. */
export interface NameToken {
  readonly kind: "name";
  readonly name: string;
}

/** A name that is directly followed by an opening parenthesis, which belongs to the token. */
export interface CallToken {
  readonly kind: "call";
  readonly name: string;
}

/** `index` counts the literals (texts and numbers) of a filter. */
export interface TextToken {
  readonly kind: "text";
  readonly value: string;
  readonly index: number;
}

export interface NumberToken {
  readonly kind: "number";
  readonly value: number;
  readonly index: number;
}

export interface MarkToken {
  readonly kind: "operator" | "join" | "open" | "close" | "comma";
  readonly text: string;
}

/** The filter's text breaks the grammar or a limit. */
export class FilterSyntaxError extends Error {
  override readonly name = "FilterSyntaxError";
}

/** The arguments of a function are wrong. The message names the function, as PocketBase's does. */
export class FilterCallError extends FilterSyntaxError {}

/** The filter is too large. The message says which limit it exceeds. */
export class FilterLimitError extends FilterSyntaxError {}
