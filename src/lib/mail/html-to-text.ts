import { decodeAttribute, decodeEntities } from "../html-entities.ts";

const SKIPPED = new Set(
  "head style script title iframe applet object svg img button form textarea input select option template".split(" "),
);
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
const INLINE = new Set("a abbr b code em i mark s small span strike strong sub sup u".split(" "));
const PART = /<!--[\s\S]*?(?:-->|$)|<!?\/?[a-zA-Z](?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+|</g;
const TAG = /^<(\/?)([a-zA-Z][\w-]*)/;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i;

/** The plain text part of a mail: blocks on lines of their own, list items with a dash, links as `[label](address)`. */
export function htmlToText(html: string): string {
  const writer = new TextWriter();
  let skipped: { name: string; depth: number } | null = null;
  for (const [part] of html.matchAll(PART)) {
    const [, slash, rawName = ""] = TAG.exec(part) ?? [];
    const name = rawName.toLowerCase();
    if (skipped !== null) {
      if (name === skipped.name) skipped.depth += slash === "/" ? -1 : 1;
      if (skipped.depth === 0) skipped = null;
    } else if (name === "") {
      if (!part.startsWith("<!")) writer.text(decodeEntities(part));
    } else if (slash === "/") writer.close(name);
    else if (!SKIPPED.has(name)) writer.open(name, part);
    else if (!VOID.has(name)) skipped = { name, depth: 1 };
  }
  return writer.finish();
}

class TextWriter {
  #text = "";
  #isLineStart = true;
  /** What was written before the open link, and its address. */
  #link: { before: string; address: string } | null = null;

  text(raw: string): void {
    const collapsed = raw.replaceAll(/\s+/g, " ");
    const text = this.#isLineStart ? collapsed.trimStart() : collapsed;
    if (text === "") return;
    this.#text += text;
    this.#isLineStart = false;
  }

  open(name: string, tag: string): void {
    if (name === "br") this.#breakLine();
    else if (!INLINE.has(name)) this.#endLine();
    if (name === "li") this.#text += "- ";
    if (name !== "a") return;
    this.close("a");
    const [, double, single, bare] = HREF.exec(tag) ?? [];
    this.#link = { before: this.#text, address: decodeAttribute(double ?? single ?? bare ?? "") };
    this.#text = "";
  }

  close(name: string): void {
    if (name !== "a") {
      if (!INLINE.has(name)) this.#endLine();
      return;
    }
    if (this.#link === null) return;
    const { before, address } = this.#link;
    const label = `[${this.#text.trim() || "LINK"}]`;
    this.#text = before + label + (address === "" ? "" : `(${address})`);
    this.#isLineStart = false;
    this.#link = null;
  }

  finish(): string {
    this.close("a");
    return this.#text.trim();
  }

  #endLine(): void {
    if (!this.#isLineStart) this.#breakLine();
  }

  #breakLine(): void {
    this.#text += "\r\n";
    this.#isLineStart = true;
  }
}
