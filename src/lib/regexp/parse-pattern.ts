import { parseClass, parseEscape, parseEscapedClass } from "./parse-class.ts";
import { PatternError, type Assertion, type PatternNode } from "./pattern-node.ts";
import { PatternReader } from "./pattern-reader.ts";

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotMatchesNewline: boolean;
}

const NO_FLAGS: Flags = { ignoreCase: false, multiLine: false, dotMatchesNewline: false };
const MAX_DEPTH = 1000;
/** The most repetitions of one item; those of nested ones multiply. */
const MAX_REPEAT = 1000;

/** Parses a pattern in Go's syntax. Throws a `PatternError`. */
export function parsePattern(source: string): PatternNode {
  const parser = new Parser(source);
  const node = parser.choice(NO_FLAGS, 0);
  parser.expectEnd();
  checkRepeats(node, MAX_REPEAT, source);
  return node;
}

class Parser {
  readonly #reader: PatternReader;
  /** Flags set inside a group hold until its end. */
  #flags: Flags = NO_FLAGS;

  constructor(source: string) {
    this.#reader = new PatternReader(source);
  }

  expectEnd(): void {
    if (!this.#reader.isAtEnd) throw new PatternError("unexpected )", this.#reader.source);
  }

  choice(flags: Flags, depth: number): PatternNode {
    if (depth > MAX_DEPTH) throw new PatternError("expression nests too deeply", this.#reader.source);
    const outer = this.#flags;
    this.#flags = flags;
    const items = [this.#sequence(depth)];
    while (this.#reader.skip("|")) items.push(this.#sequence(depth));
    this.#flags = outer;
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "choice", items };
  }

  #sequence(depth: number): PatternNode {
    const items: PatternNode[] = [];
    const reader = this.#reader;
    while (!reader.isAtEnd && !reader.startsWith("|") && !reader.startsWith(")")) {
      if (reader.startsWith("\\Q")) {
        items.push(...this.#quoted());
        continue;
      }
      const node = this.#atom(depth);
      // Flags such as `(?i)` are no item, so nothing can repeat them.
      if (node !== null) items.push(this.#repeated(node));
      else this.#refuseRepeat();
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "sequence", items };
  }

  #quoted(): PatternNode[] {
    const start = this.#reader.position + 2;
    const end = this.#reader.source.indexOf("\\E", start);
    const text = this.#reader.from(start, end === -1 ? undefined : end);
    this.#reader.position = end === -1 ? this.#reader.source.length : end + 2;
    const literals = Array.from(text, (character) => this.#literal(character.codePointAt(0) ?? 0));
    const last = literals.pop();
    return last === undefined ? [] : [...literals, this.#repeated(last)];
  }

  #atom(depth: number): PatternNode | null {
    const reader = this.#reader;
    const { ignoreCase, multiLine, dotMatchesNewline } = this.#flags;
    if (reader.startsWith("(")) return this.#group(depth);
    if (reader.startsWith("[")) return { kind: "class", ranges: parseClass(reader), ignoreCase };
    if (reader.skip(".")) return { kind: "any", newline: dotMatchesNewline };
    if (reader.skip("^")) return assertion(multiLine ? "lineStart" : "textStart");
    if (reader.skip("$")) return assertion(multiLine ? "lineEnd" : "textEnd");
    if (reader.startsWith("\\")) return this.#escaped();
    this.#refuseRepeat();
    return this.#literal(reader.next());
  }

  #escaped(): PatternNode {
    const reader = this.#reader;
    if (reader.skip("\\A")) return assertion("textStart");
    if (reader.skip("\\z")) return assertion("textEnd");
    if (reader.skip("\\b")) return assertion("wordBoundary");
    if (reader.skip("\\B")) return assertion("noWordBoundary");
    const ranges = parseEscapedClass(reader);
    if (ranges !== null) return { kind: "class", ranges, ignoreCase: this.#flags.ignoreCase };
    return this.#literal(parseEscape(reader));
  }

  #literal(codePoint: number): PatternNode {
    return { kind: "literal", codePoint, ignoreCase: this.#flags.ignoreCase };
  }

  /** Null for flags that hold for the rest of the enclosing group. */
  #group(depth: number): PatternNode | null {
    const reader = this.#reader;
    const start = reader.position;
    reader.skip("(");
    let flags = this.#flags;
    if (reader.startsWith("?")) {
      const named = reader.match(/\?P?<([^>]*)>/y);
      if (named !== null) {
        if (!/^\w+$/.test(named[1] ?? "")) throw new PatternError("invalid named capture", `(${named[0]}`);
      } else {
        if (reader.match(/\?P?</y) !== null) throw new PatternError("invalid named capture", reader.from(start));
        const changed = this.#readFlags(start);
        flags = changed.flags;
        if (changed.isWhole) {
          this.#flags = flags;
          return null;
        }
      }
    }
    const node = this.choice(flags, depth + 1);
    if (!reader.skip(")")) throw new PatternError("missing closing )", reader.source);
    return node;
  }

  /** Reads `?im-s:` or `?im-s)`. */
  #readFlags(start: number): { flags: Flags; isWhole: boolean } {
    const reader = this.#reader;
    const match = reader.match(/\?([imsU]*)(-[imsU]+)?([:)])/y);
    if (match === null || match[0] === "?)") {
      reader.match(/\?[imsU]*(?:-[imsU]*)?/y);
      if (reader.isAtEnd) throw new PatternError("missing closing )", reader.source);
      reader.next();
      throw new PatternError("invalid or unsupported Perl syntax", reader.from(start, reader.position));
    }
    const [, set = "", unset = "", end] = match;
    const flag = (letter: string, now: boolean) => (unset.includes(letter) ? false : set.includes(letter) || now);
    const { ignoreCase, multiLine, dotMatchesNewline } = this.#flags;
    const flags = {
      ignoreCase: flag("i", ignoreCase),
      multiLine: flag("m", multiLine),
      dotMatchesNewline: flag("s", dotMatchesNewline),
    };
    return { flags, isWhole: end === ")" };
  }

  #refuseRepeat(): void {
    const operator = this.#reader.match(/[*+?]\??/y);
    if (operator !== null) throw new PatternError("missing argument to repetition operator", operator[0]);
  }

  /** Reads the operators behind an item. Lazy ones match the same texts. */
  #repeated(item: PatternNode): PatternNode {
    const start = this.#reader.position;
    const repeat = this.#repeatRange();
    if (repeat === null) return item;
    const second = this.#repeatRange();
    if (second !== null) {
      throw new PatternError("invalid nested repetition operator", this.#reader.from(start, this.#reader.position));
    }
    return { kind: "repeat", item, ...repeat };
  }

  #repeatRange(): { min: number; max: number } | null {
    const operator = this.#reader.match(/(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y);
    if (operator === null) return null;
    const [text, least, comma, most] = operator;
    if (least === undefined) return { min: text.startsWith("+") ? 1 : 0, max: text.startsWith("?") ? 1 : Infinity };
    const min = Number(least);
    const max = comma === undefined ? min : most === undefined || most === "" ? Infinity : Number(most);
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT) || max < min) {
      throw new PatternError("invalid repeat count", text.replace(/\?$/, ""));
    }
    return { min, max };
  }
}

function assertion(what: Assertion): PatternNode {
  return { kind: "assertion", assertion: what };
}

/** Nested counts multiply, so their product is limited, or a short pattern could need all memory. */
function checkRepeats(node: PatternNode, limit: number, source: string): void {
  if (node.kind === "sequence" || node.kind === "choice") {
    for (const item of node.items) checkRepeats(item, limit, source);
  } else if (node.kind === "repeat") {
    const count = Math.max(node.min, node.max === Infinity ? 1 : node.max);
    if (count > limit) throw new PatternError("invalid repeat count", source);
    checkRepeats(node.item, count === 0 ? limit : Math.floor(limit / count), source);
  }
}
