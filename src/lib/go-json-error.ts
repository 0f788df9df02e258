/** What Go's decoder says of a text whose first value is no JSON, such as "unexpected EOF". */
export function goJsonError(text: string): string {
  return problemOf(text, (reader) => reader.value());
}

/** What Go says of a text that is no JSON as a whole. */
export function goWholeJsonError(text: string): string {
  const problem = problemOf(text, (reader) => {
    reader.value();
    reader.end();
  });
  return /^(?:unexpected )?EOF$/.test(problem) ? "unexpected end of JSON input" : problem;
}

function problemOf(text: string, read: (reader: Reader) => void): string {
  try {
    read(new Reader(text));
    return "unexpected EOF";
  } catch (error) {
    if (error instanceof JsonProblem) return error.message;
    throw error;
  }
}

/** What kind of value it is, for messages such as "cannot unmarshal array into …". */
export function goJsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : value === null ? "null" : typeof value;
}

class JsonProblem extends Error {}

/** Deeper values are refused before anybody asks what is wrong with them. */
const MAX_DEPTH = 10_000;

/** Reads up to the first mistake. */
class Reader {
  readonly #text: string;
  #index = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#space();
    const first = this.#peek(this.#index === this.#text.length && this.#depth === 0 ? "EOF" : "unexpected EOF");
    if (first === "{") this.#within(() => this.#object());
    else if (first === "[") this.#within(() => this.#list());
    else if (first === '"') this.#string();
    else if (first === "-" || isDigit(first)) this.#number();
    else if (first === "t") this.#literal("true");
    else if (first === "f") this.#literal("false");
    else if (first === "n") this.#literal("null");
    else this.#fail("looking for beginning of value");
  }

  end(): void {
    this.#space();
    if (this.#index < this.#text.length) this.#fail("after top-level value");
  }

  #within(read: () => void): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new JsonProblem("exceeded max depth");
    this.#index += 1;
    read();
    this.#depth -= 1;
  }

  #object(): void {
    if (this.#skipIf("}")) return;
    for (;;) {
      this.#space();
      if (this.#peek() !== '"') this.#fail("looking for beginning of object key string");
      this.#string();
      this.#expect(":", "after object key");
      this.value();
      if (this.#endsWith("}", "after object key:value pair")) return;
    }
  }

  #list(): void {
    if (this.#skipIf("]")) return;
    for (;;) {
      this.value();
      if (this.#endsWith("]", "after array element")) return;
    }
  }

  /** False after a comma. */
  #endsWith(end: string, where: string): boolean {
    this.#space();
    const next = this.#peek();
    if (next !== end && next !== ",") this.#fail(where);
    this.#index += 1;
    return next === end;
  }

  #expect(character: string, where: string): void {
    this.#space();
    if (this.#peek() !== character) this.#fail(where);
    this.#index += 1;
  }

  #string(): void {
    for (this.#index += 1; ; this.#index += 1) {
      const character = this.#peek();
      if (character === '"') break;
      if (character === "\\") this.#escape();
      else if (character < " ") this.#fail("in string literal");
    }
    this.#index += 1;
  }

  #escape(): void {
    this.#index += 1;
    const kind = this.#peek();
    if (kind !== "u") {
      if (!'"\\/bfnrt'.includes(kind)) this.#fail("in string escape code");
      return;
    }
    for (let digit = 0; digit < 4; digit += 1) {
      this.#index += 1;
      if (!/[\da-fA-F]/.test(this.#peek())) this.#fail("in \\u hexadecimal character escape");
    }
  }

  #number(): void {
    if (this.#text[this.#index] === "-") this.#index += 1;
    if (this.#peek() === "0") this.#index += 1;
    else this.#digits("in numeric literal");
    if (this.#text[this.#index] === ".") {
      this.#index += 1;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#index] ?? "")) {
      this.#index += 1;
      if (/[+-]/.test(this.#peek())) this.#index += 1;
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(where: string): void {
    if (!isDigit(this.#peek())) this.#fail(where);
    while (isDigit(this.#text[this.#index] ?? "")) this.#index += 1;
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (this.#peek() !== letter) this.#fail(`in literal ${word} (expecting '${letter}')`);
      this.#index += 1;
    }
  }

  #skipIf(character: string): boolean {
    this.#space();
    if (this.#text[this.#index] !== character) return false;
    this.#index += 1;
    return true;
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#index] ?? "x")) this.#index += 1;
  }

  #peek(problem = "unexpected EOF"): string {
    const character = this.#text[this.#index];
    if (character === undefined) throw new JsonProblem(problem);
    return character;
  }

  #fail(where: string): never {
    throw new JsonProblem(`invalid character ${quoted(this.#peek())} ${where}`);
  }
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

/** As Go shows it. Its decoder reads bytes. */
function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  if (character > "~") {
    const [byte = 0] = new TextEncoder().encode(character);
    return `'${String.fromCharCode(byte)}'`;
  }
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
