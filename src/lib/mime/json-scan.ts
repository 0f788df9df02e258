export interface JsonScan {
  /** How far the text is JSON. */
  readonly end: number;
  /** Whether the value ends there; the text may also end within it. */
  readonly isWhole: boolean;
  /** The text of the values of the first two levels by their dotted paths. */
  readonly members: ReadonlyMap<string, string>;
}

const SPACES = /[\t\n\r ]*/y;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
/** What is left of a string that the text ends within. */
const CUT_STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*(?:\\(?:u[\dA-Fa-f]{0,3})?)?$/y;
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?/y;
const CUT_NUMBER = /-?(?:(?:\d+\.?\d*|\.\d+)[Ee][+-]?|\.)?$/y;
const CONSTANT = /true|false|null/y;
const CUT_CONSTANT = /(?:t(?:ru?)?|f(?:al?s?)?|n(?:ul?)?)$/y;

const MEMBER_LEVELS = 2;

/** Reads a text as JSON as far as it goes. A comma may stand before the end of a list or an object. */
export function scanJson(text: string): JsonScan {
  const scanner = new Scanner(text);
  const isWhole = scanner.value();
  return { end: scanner.at, isWhole, members: scanner.members };
}

/** Its methods read one thing each, and the spaces behind it; they return false where it is wrong or the text ends within. */
class Scanner {
  readonly members = new Map<string, string>();
  at = 0;
  readonly #text: string;
  readonly #path: string[] = [];
  #isPathKnown = true;

  constructor(text: string) {
    this.#text = text;
  }

  value(): boolean {
    this.#take(SPACES);
    return this.#bareValue() && this.#take(SPACES);
  }

  #bareValue(): boolean {
    switch (this.#text.charAt(this.at)) {
      case '"':
        return this.#takeOrEnd(STRING, CUT_STRING);
      case "[":
        return this.#list();
      case "{":
        return this.#object();
      case "t":
      case "f":
      case "n":
        return this.#takeOrEnd(CONSTANT, CUT_CONSTANT);
      default:
        return this.#takeOrEnd(NUMBER, CUT_NUMBER);
    }
  }

  #list(): boolean {
    this.at += 1;
    this.#take(SPACES);
    if (this.#takeCharacter("]")) return true;
    this.#path.push("");
    do {
      if (this.#text[this.at] === "]") break;
      if (!this.value()) return false;
    } while (this.#takeCharacter(",") && this.#take(SPACES));
    this.#path.pop();
    // Like PocketBase's detector, which loses its place here: a later `"type": "Feature"` makes no GeoJSON.
    this.#isPathKnown = false;
    return this.#takeCharacter("]");
  }

  #object(): boolean {
    this.at += 1;
    this.#take(SPACES);
    while (!this.#takeCharacter("}")) {
      if (!this.#member()) return false;
      if (!this.#takeCharacter(",")) return this.#takeCharacter("}");
      this.#take(SPACES);
    }
    return true;
  }

  #member(): boolean {
    const key = this.at;
    if (this.#text[key] !== '"' || !this.#takeOrEnd(STRING, CUT_STRING)) return false;
    this.#path.push(this.#text.slice(key + 1, this.at - 1));
    this.#take(SPACES);
    if (!this.#takeCharacter(":")) return false;
    this.#take(SPACES);
    const start = this.at;
    const isPathKnown = this.#isPathKnown && this.#path.length <= MEMBER_LEVELS;
    const isRead = this.value();
    if (isPathKnown) this.members.set(this.#path.join("."), this.#text.slice(start, this.at).trimEnd());
    this.#path.pop();
    return isRead;
  }

  #takeOrEnd(whole: RegExp, cut: RegExp): boolean {
    if (this.#take(whole)) return true;
    this.#take(cut);
    return false;
  }

  #take(form: RegExp): boolean {
    form.lastIndex = this.at;
    const isThere = form.test(this.#text);
    if (isThere) this.at = form.lastIndex;
    return isThere;
  }

  #takeCharacter(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}
