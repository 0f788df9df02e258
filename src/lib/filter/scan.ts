import type { Token } from "./token.ts";
import { FilterSyntaxError } from "./token.ts";

/** A filter's words, and what stays of the text when its literals are taken out. */
export interface ScannedFilter {
  readonly tokens: readonly Token[];
  /** Equal for filters that differ only in white space, comments and the values of literals; "" counts as a value of its own. */
  readonly shape: string;
  /** Texts and numbers in the order of the text. */
  readonly literals: readonly (string | number)[];
}

const OPERATORS = new Set(["=", "!=", "~", "!~", "<", "<=", ">", ">="]);

const ESCAPE = /\\([ntr\\'"])/g;
const ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

/** Where a word or a part of a filter is in its text; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a filter into its words. Throws a `FilterSyntaxError` where no word of the language begins. With `places`, adds the place of
 * each word to it.
 */
export function scanFilter(text: string, places?: Place[]): ScannedFilter {
  return new Scanner(text).scan(places);
}

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #literals: (string | number)[] = [];
  #shape = "";
  #position = 0;

  constructor(text: string) {
    // PocketBase's scanner takes a NUL for the end of the text.
    const end = text.indexOf("\0");
    this.#text = end === -1 ? text : text.slice(0, end);
  }

  scan(places?: Place[]): ScannedFilter {
    while (this.#position < this.#text.length) {
      const start = this.#position;
      this.#scanNext(this.#text.charCodeAt(start));
      // White space and comments are no words.
      if (places !== undefined && places.length < this.#tokens.length) places.push({ start, end: this.#position });
    }
    return { tokens: this.#tokens, shape: this.#shape, literals: this.#literals };
  }

  #scanNext(code: number): void {
    if (isSpace(code)) this.#position++;
    else if (isNameStart(code)) this.#scanName();
    else if (isDigit(code) || code === MINUS) this.#scanNumber();
    else if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) this.#scanText(code);
    else if (isOperatorPart(code)) this.#addOperator(this.#take(isOperatorPart));
    else if (code === AMPERSAND || code === BAR) this.#addJoin(this.#take(isJoinPart));
    else if (code === SLASH) this.#skipComment();
    else this.#addPunctuation(code);
  }

  #scanName(): void {
    const start = this.#position++;
    const name = this.#text[start] + this.#take(isNamePart);
    const last = name.charCodeAt(name.length - 1);
    if (last === DOT || last === COLON || (name.length === 1 && !isLetter(last))) {
      const kind = this.#text.charCodeAt(this.#position) === OPEN ? "function name" : "identifier";
      fail(`invalid ${kind} ${quoted(name)}`);
    }
    if (this.#text.charCodeAt(this.#position) === OPEN) {
      this.#position++;
      this.#add({ kind: "call", name }, `${name}(`);
    } else {
      this.#add({ kind: "name", name }, name);
    }
  }

  #scanNumber(): void {
    const start = this.#position++;
    this.#take(isDigit);
    if (this.#text.charCodeAt(this.#position) === DOT) {
      this.#position++;
      this.#take(isDigit);
    }
    const literal = this.#text.slice(start, this.#position);
    if (literal === "-" || literal.endsWith(".")) fail(`invalid number ${quoted(literal)}`);
    const parsed = Number(literal);
    // Too large a number counts as 0, as in PocketBase.
    const value = Number.isFinite(parsed) ? parsed : 0;
    this.#add({ kind: "number", value, index: this.#literals.length }, "0");
    this.#literals.push(value);
  }

  /** `\n`, `\t`, `\r`, `\\`, `\'` and `\"` are escapes in texts of either quote; a backslash before anything else stays. */
  #scanText(quote: number): void {
    const start = this.#position + 1;
    let end = start;
    let hasEscapes = false;
    for (let code = this.#text.charCodeAt(end); code !== quote; code = this.#text.charCodeAt(++end)) {
      if (code === BACKSLASH) {
        hasEscapes = true;
        end++;
      }
      if (end >= this.#text.length) fail(`invalid quoted text ${quoted(this.#text.slice(start - 1))}`);
    }
    this.#position = end + 1;
    const raw = this.#text.slice(start, end);
    const value = hasEscapes
      ? raw.replaceAll(ESCAPE, (_match, escaped: string) => ESCAPES.get(escaped) ?? escaped)
      : raw;
    this.#add({ kind: "text", value, index: this.#literals.length }, value === "" ? "''" : "'");
    this.#literals.push(value);
  }

  #skipComment(): void {
    if (this.#text.charCodeAt(this.#position + 1) !== SLASH) fail("invalid comment");
    const end = this.#text.indexOf("\n", this.#position);
    this.#position = end === -1 ? this.#text.length : end + 1;
  }

  #addOperator(text: string): void {
    if (!OPERATORS.has(text.startsWith("?") ? text.slice(1) : text)) fail(`invalid sign operator ${quoted(text)}`);
    this.#add({ kind: "operator", text }, text);
  }

  #addJoin(text: string): void {
    if (text !== "&&" && text !== "||") fail(`invalid join operator ${quoted(text)}`);
    this.#add({ kind: "join", text }, text);
  }

  #addPunctuation(code: number): void {
    this.#position++;
    if (code === OPEN) this.#add({ kind: "open", text: "(" }, "(");
    else if (code === CLOSE) this.#add({ kind: "close", text: ")" }, ")");
    else if (code === COMMA) this.#add({ kind: "comma", text: "," }, ",");
    else failAt(this.#text, this.#position - 1);
  }

  #take(belongs: (code: number) => boolean): string {
    const start = this.#position;
    while (this.#position < this.#text.length && belongs(this.#text.charCodeAt(this.#position))) this.#position++;
    return this.#text.slice(start, this.#position);
  }

  #add(token: Token, shape: string): void {
    this.#tokens.push(token);
    this.#shape += `${shape} `;
  }
}

// The messages are those of PocketBase's parser: it tells them who saves a rule.

function fail(reason: string): never {
  throw new FilterSyntaxError(reason);
}

function failAt(text: string, position: number): never {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  fail(`unexpected character '${character === "\\" ? "\\\\" : character}'`);
}

/** As Go quotes a text. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

const DOUBLE_QUOTE = 0x22;
const AMPERSAND = 0x26;
const SINGLE_QUOTE = 0x27;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const BAR = 0x7c;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

/** Letters, `_`, `@` and `#`. */
function isNameStart(code: number): boolean {
  return isLetter(code) || code === UNDERSCORE || code === 0x40 || code === 0x23;
}

function isNamePart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === DOT || code === UNDERSCORE || code === COLON;
}

/** `= ? ! > < ~` */
function isOperatorPart(code: number): boolean {
  return (code >= 0x3c && code <= 0x3f) || code === 0x21 || code === 0x7e;
}

function isJoinPart(code: number): boolean {
  return code === AMPERSAND || code === BAR;
}
