import { JsonDepthError, MAX_JSON_DEPTH } from "./json-depth.ts";
import { LimitError, countText } from "./limit-error.ts";
import type { Turns } from "./time-slicer.ts";

export interface JsonLimits {
  /** Items of lists and members of objects, at all depths together. */
  readonly maxValues: number;
}

/** As many as fit in 1 MiB, the default limit of a JSON field: `[1,1,1…]` takes two bytes a value. */
export const MAX_JSON_VALUES = 524_288;

/** Different names make JavaScript's objects slow: 50,000 take some 30 ms, ten times as many take half a second. */
const MAX_NAMES = 50_000;
/** Text without escapes is parsed ten times as fast. */
const MAX_ESCAPES = 2_000_000;
/** Digits of a number, or letters of what is no JSON. */
const MAX_TOKEN_LENGTH = 10_000;
/**
 * Of two characters or more, which take three times as long as numbers. Each takes five bytes: as many as fit in the bytes that
 * hold `maxValues` of the shortest values.
 */
const STRINGS_A_VALUE = 2 / 5;
const CHARACTERS_A_STEP = 8192;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Looks through a JSON text before it is parsed, in short steps, because `JSON.parse` holds the event loop up until its end. */
export class JsonScan {
  readonly #text: string;
  readonly #limits: JsonLimits;
  /** Where each name begins and ends, as long as they are too few to be too many. */
  readonly #nameBounds: number[] = [];
  #names: Set<string> | null = null;
  #index = 0;
  #depth = 0;
  #values = 0;
  #escapes = 0;
  /** Values, not names: those repeat, or are few. */
  #strings = 0;
  #isStringCounted = false;
  #tokenLength = 0;
  /** The last character outside of strings that is no white space; a string counts by its first quote. */
  #previous = 0;
  #isInString = false;
  #stringStart = 0;
  /** Where the next ones are; the text's length where there is none. Looked for again only once they are passed. */
  #quote = -1;
  #backslash = -1;
  #end: number | null = null;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  /**
   * Resolves to the offset behind the first list or object; null where the text starts with something else or it isn't closed.
   * Rejects with a `LimitError` where there is too much in it.
   */
  async run(turns: Turns): Promise<number | null> {
    const { length } = this.#text;
    for (let until = CHARACTERS_A_STEP; this.#end === null && this.#index < length; until += CHARACTERS_A_STEP) {
      this.#step(Math.min(until, length));
      const pause = turns.pause();
      if (pause !== null) await pause;
    }
    return this.#end;
  }

  #step(until: number): void {
    while (this.#index < until && this.#end === null) {
      if (this.#isInString) this.#readString();
      else this.#readOutside(this.#text.charCodeAt(this.#index));
      this.#index += 1;
    }
  }

  /** Up to its end or its next escape: most are long and have none, and looking at each character takes ten times as long. */
  #readString(): void {
    if (this.#quote < this.#index) this.#quote = this.#find('"');
    if (this.#backslash < this.#index) this.#backslash = this.#find("\\");
    if (this.#quote < this.#backslash) {
      this.#index = this.#quote;
      this.#endString();
      return;
    }
    this.#index = this.#backslash + 1;
    this.#escapes += 1;
    if (this.#escapes > MAX_ESCAPES) throw tooMany(MAX_ESCAPES, "escaped characters");
  }

  #find(character: string): number {
    const found = this.#text.indexOf(character, this.#index);
    return found < 0 ? this.#text.length : found;
  }

  #readOutside(code: number): void {
    if (code <= 32) return;
    const isClose = code === CLOSE_LIST || code === CLOSE_OBJECT;
    if (!isClose && (this.#previous === OPEN_LIST || this.#previous === OPEN_OBJECT)) this.#countValue();
    if (code === QUOTE) this.#beginString();
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#open();
    else if (isClose) this.#close();
    else if (code === COMMA) this.#countValue();
    else if (code === COLON) this.#addName();
    else this.#readToken();
    if (code === COMMA || code === COLON || code === QUOTE) this.#tokenLength = 0;
    this.#previous = code;
  }

  #beginString(): void {
    this.#isInString = true;
    this.#stringStart = this.#index;
  }

  #endString(): void {
    this.#isInString = false;
    this.#isStringCounted = this.#index - this.#stringStart > 2;
    if (this.#isStringCounted) this.#strings += 1;
    const maxStrings = Math.floor(this.#limits.maxValues * STRINGS_A_VALUE);
    // The last one may turn out to be a name.
    if (this.#strings > maxStrings + 1) throw tooMany(maxStrings, "strings of two characters or more");
  }

  #open(): void {
    this.#depth += 1;
    if (this.#depth > MAX_JSON_DEPTH) throw new JsonDepthError();
    this.#tokenLength = 0;
  }

  #close(): void {
    this.#depth -= 1;
    this.#tokenLength = 0;
    if (this.#depth === 0) this.#end = this.#index + 1;
  }

  #countValue(): void {
    this.#values += 1;
    const { maxValues } = this.#limits;
    if (this.#values > maxValues) throw tooMany(maxValues, "values");
  }

  #addName(): void {
    if (this.#isStringCounted) this.#strings -= 1;
    this.#isStringCounted = false;
    if (this.#names !== null) this.#names.add(this.#text.slice(this.#stringStart, this.#index));
    else {
      this.#nameBounds.push(this.#stringStart, this.#index);
      if (this.#nameBounds.length > 2 * MAX_NAMES) this.#names = this.#differentNames();
    }
    if (this.#names !== null && this.#names.size > MAX_NAMES) throw tooMany(MAX_NAMES, "different names");
  }

  #differentNames(): Set<string> {
    const names = new Set<string>();
    for (let index = 0; index < this.#nameBounds.length; index += 2) {
      names.add(this.#text.slice(this.#nameBounds[index], this.#nameBounds[index + 1]));
    }
    return names;
  }

  #readToken(): void {
    this.#tokenLength += 1;
    if (this.#tokenLength > MAX_TOKEN_LENGTH) {
      throw new LimitError(`JSON must not have a number of more than ${countText(MAX_TOKEN_LENGTH)} digits`);
    }
    if (this.#depth === 0) this.#index = this.#text.length;
  }
}

function tooMany(limit: number, things: string): LimitError {
  return new LimitError(`JSON must not have more than ${countText(limit)} ${things}`);
}
