/** What a text of XML is made of, for those who need neither attributes nor namespaces. */
export type XmlToken =
  | { readonly kind: "start"; readonly name: string }
  | { readonly kind: "end"; readonly name: string }
  | { readonly kind: "text"; readonly text: string };

/** What is wrong with a text of XML, in the words of Go. */
export class XmlSyntaxError extends Error {}

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*/uy;
const SPACE = /[ \t\r\n]*/y;
/** What stands in a directive: texts, quotes and comments whole, and the brackets that are counted. */
const IN_DIRECTIVE = /[^"'<>]+|"[^"]*"|'[^']*'|<!--.*?-->|<(?!!--)|>/sy;
/** What an end of line or an entity is written as. */
const WRITTEN = /\r\n?|&(?:#x[\da-fA-F]*|#\d*|[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*)?;?/gu;
const NO_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const ENTITIES = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", apos: "'", quot: '"' }));
const MAX_DEPTH = 10_000;

/** The tokens in their order. Throws where the text is not well-formed, after the tokens before that. */
export function* xmlTokens(text: string): Generator<XmlToken, void, void> {
  const reader = new XmlReader(text);
  while (!reader.isAtEnd) yield* reader.next();
  reader.finish();
}

class XmlReader {
  readonly #text: string;
  readonly #open: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  finish(): void {
    if (this.#open.length > 0) throw this.#error("unexpected EOF");
  }

  next(): readonly XmlToken[] {
    if (this.#take("<?")) return this.#instruction();
    if (this.#take("<!--")) return this.#comment();
    if (this.#take("<![CDATA[")) return this.#section();
    if (this.#take("<!")) return this.#directive();
    if (this.#take("</")) return this.#end();
    if (this.#take("<")) return this.#start();
    return this.#characters();
  }

  #instruction(): readonly XmlToken[] {
    const target = this.#name("expected target name after <?");
    const inner = this.#until("?>");
    if (target !== "xml") return [];
    const [, version = "1.0"] = /\bversion\s*=\s*["']([^"']*)/.exec(inner) ?? [];
    if (version !== "" && version !== "1.0") {
      throw new XmlSyntaxError(`xml: unsupported version ${JSON.stringify(version)}; only version 1.0 is supported`);
    }
    const [, encoding = "utf-8"] = /\bencoding\s*=\s*["']([^"']*)/.exec(inner) ?? [];
    if (encoding === "" || encoding.toLowerCase() === "utf-8") return [];
    throw new XmlSyntaxError(`xml: encoding ${JSON.stringify(encoding)} declared but Decoder.CharsetReader is nil`);
  }

  #comment(): readonly XmlToken[] {
    this.#until("--");
    if (this.#take(">")) return [];
    throw this.#error(this.isAtEnd ? "unexpected EOF" : 'invalid sequence "--" not allowed in comments');
  }

  #section(): readonly XmlToken[] {
    const text = newlines(this.#until("]]>", "unexpected EOF in CDATA section"));
    this.#check(text);
    return [{ kind: "text", text }];
  }

  /** Such as `<!DOCTYPE a [<!ENTITY b "c">]>`: whole, and of no meaning. */
  #directive(): readonly XmlToken[] {
    if (this.#take("-")) throw this.#error(this.isAtEnd ? "unexpected EOF" : "invalid sequence <!- not part of <!--");
    if (this.#take("[")) throw this.#error("invalid <![ sequence");
    for (let depth = 1; depth > 0;) {
      const part = this.#match(IN_DIRECTIVE);
      if (part === "") throw this.#error("unexpected EOF");
      if (part === "<") depth += 1;
      else if (part === ">") depth -= 1;
    }
    return [];
  }

  #start(): readonly XmlToken[] {
    const name = this.#name("expected element name after <");
    for (;;) {
      this.#match(SPACE);
      if (this.#take("/>")) return [start(name), { kind: "end", name: localName(name) }];
      if (this.#take(">")) break;
      this.#attribute();
    }
    this.#open.push(name);
    if (this.#open.length > MAX_DEPTH) throw new XmlSyntaxError("exceeded max depth");
    return [start(name)];
  }

  #attribute(): void {
    this.#name("expected attribute name in element");
    this.#match(SPACE);
    if (!this.#take("=")) throw this.#error("attribute name without = in element");
    this.#match(SPACE);
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") throw this.#error("unquoted or missing attribute value in element");
    this.#at += 1;
    const value = this.#until(quote);
    if (value.includes("<")) throw this.#error("unescaped < inside quoted string");
    this.#decoded(value);
  }

  #end(): readonly XmlToken[] {
    const name = this.#name("expected element name after </");
    this.#match(SPACE);
    if (!this.#take(">")) {
      throw this.#error(this.isAtEnd ? "unexpected EOF" : `invalid characters between </${localName(name)} and >`);
    }
    const open = this.#open.pop();
    if (open === undefined) throw this.#error(`unexpected end element </${localName(name)}>`);
    if (open !== name) throw this.#error(`element <${localName(open)}> closed by </${localName(name)}>`);
    return [{ kind: "end", name: localName(name) }];
  }

  #characters(): readonly XmlToken[] {
    const end = this.#text.indexOf("<", this.#at);
    const raw = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at += raw.length;
    if (raw.includes("]]>")) throw this.#error("unescaped ]]> not in CDATA section");
    return [{ kind: "text", text: this.#decoded(raw) }];
  }

  #decoded(raw: string): string {
    if (!/[&\r]/.test(raw)) {
      this.#check(raw);
      return raw;
    }
    const text = raw.replaceAll(WRITTEN, (written: string, offset: number) => {
      if (written.startsWith("\r")) return "\n";
      const character = written.endsWith(";") ? characterOf(written.slice(1, -1)) : undefined;
      if (character !== undefined) return character;
      this.#at -= raw.length - offset;
      const shown = written.endsWith(";") ? written : `${written} (no semicolon)`;
      throw this.#error(`invalid character entity ${shown}`);
    });
    this.#check(text);
    return text;
  }

  #check(text: string): void {
    const [wrong] = NO_CHARACTER.exec(text) ?? [];
    if (wrong === undefined) return;
    const code = (wrong.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    throw this.#error(`illegal character code U+${code}`);
  }

  #name(problem: string): string {
    const name = this.#match(NAME);
    if (name === "" || name.indexOf(":") !== name.lastIndexOf(":"))
      throw this.#error(this.isAtEnd ? "unexpected EOF" : problem);
    return name;
  }

  #until(end: string, problem = "unexpected EOF"): string {
    const found = this.#text.indexOf(end, this.#at);
    if (found < 0) {
      this.#at = this.#text.length;
      throw this.#error(problem);
    }
    const inner = this.#text.slice(this.#at, found);
    this.#at = found + end.length;
    return inner;
  }

  #take(start: string): boolean {
    if (!this.#text.startsWith(start, this.#at)) return false;
    this.#at += start.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.#text) ?? [];
    this.#at += found.length;
    return found;
  }

  #error(problem: string): XmlSyntaxError {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return new XmlSyntaxError(`XML syntax error on line ${line}: ${problem}`);
  }
}

function start(name: string): XmlToken {
  return { kind: "start", name: localName(name) };
}

/** Without its prefix. */
function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon > 0 && colon < name.length - 1 ? name.slice(colon + 1) : name;
}

function newlines(text: string): string {
  return text.replaceAll(/\r\n?/g, "\n");
}

/** What an entity stands for, such as `amp` or `#x41`. */
function characterOf(entity: string): string | undefined {
  if (!/^#(?:x[\da-f]+|\d+)$/i.test(entity)) return ENTITIES.get(entity);
  const code = Number(entity.replace("#x", "0x").replace("#", ""));
  if (code > 0x10ffff) return undefined;
  return code >= 0xd800 && code <= 0xdfff ? "\uFFFD" : String.fromCodePoint(code);
}
