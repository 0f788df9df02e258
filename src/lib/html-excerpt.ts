import { decodeEntities } from "./html-entities.ts";

/** Elements that a reader does not read: they and all they hold are left out. */
const EXCLUDED = new Set(
  "head style script iframe embed applet object svg img picture dialog template button form textarea input select option".split(
    " ",
  ),
);
/** Elements within a line; every other one stands apart from its neighbours by a space. */
const INLINE = new Set(
  "a abbr acronym b bdo big br button cite code em i label q small span strong strike sub sup time".split(" "),
);
const VOID = new Set("area base basefont br col embed frame hr img input link meta param source track wbr".split(" "));
/** Elements whose content is text up to their end tag. */
const RAW = new Set("script style iframe xmp noembed noframes noscript textarea title".split(" "));

/** Deeper elements are not tracked, so that nesting without end costs nothing. */
const MAX_DEPTH = 512;
/** What lies behind so many tags, or so many characters between them, is no part of an excerpt. */
const MAX_TAGS = 100_000;
const MAX_TEXT = 1_000_000;
const TAG_NAME = /<(\/?)([a-zA-Z][^\s/>]*)/y;

interface ExcerptOptions {
  /** The most characters. */
  readonly max: number;
  /** Ends a shortened text with `...`. */
  readonly withEllipsis: boolean;
}

/** The beginning of the plain text of a HTML fragment, with white space collapsed. */
export function htmlExcerpt(html: string, { max, withEllipsis }: ExcerptOptions): string {
  const text = htmlText(html, max + 2).trim();
  if (text.length <= max) return text;
  const start = firstCharacters(text, max);
  return start.length === text.length ? text : start.trim() + (withEllipsis ? "..." : "");
}

function firstCharacters(text: string, count: number): string {
  const start = text.slice(0, 2 * count);
  if (!/[\ud800-\udfff]/.test(start)) return start.slice(0, count);
  return Array.from(start).slice(0, count).join("");
}

/** The text of the document; may stop once it has more than `enough` characters. */
function htmlText(html: string, enough: number): string {
  const collector = new TextCollector();
  const open: { readonly name: string; readonly isSkipped: boolean }[] = [];
  let skippedDepth = 0;
  let position = 0;
  let textLeft = MAX_TEXT;
  for (let tags = 0; ; tags += 1) {
    const tag = nextTag(html, position);
    const textEnd = Math.min(tag.start, position + textLeft);
    if (skippedDepth === 0) collector.add(decodeEntities(html.slice(position, textEnd)));
    textLeft -= textEnd - position;
    position = tag.end;
    if (tags === MAX_TAGS || textLeft === 0) return collector.text;
    // A character has two UTF-16 units at most.
    if (position >= html.length || collector.text.length > 2 * enough) return collector.text;
    const { name } = tag;
    if (name === "") continue;
    const isBlock = !INLINE.has(name) && !EXCLUDED.has(name);
    if (tag.isEnd) {
      const level = open.findLastIndex((element) => element.name === name);
      if (level < 0) continue;
      skippedDepth -= open.splice(level).filter(({ isSkipped }) => isSkipped).length;
      if (skippedDepth === 0 && isBlock) collector.addSpace();
      continue;
    }
    if (skippedDepth === 0 && isBlock) collector.addSpace();
    if (VOID.has(name) || open.length >= MAX_DEPTH) continue;
    // Like PocketBase, which counts bytes here and characters in the end, enters no element once there seems to be enough.
    const isSkipped = EXCLUDED.has(name) || collector.bytes > enough;
    open.push({ name, isSkipped });
    if (isSkipped) skippedDepth++;
    if (RAW.has(name)) {
      const end = endOfRawText(html, position, name);
      if (skippedDepth === 0) collector.add(html.slice(position, end));
      position = end;
    }
  }
}

interface Tag {
  readonly start: number;
  readonly end: number;
  /** Lower case; empty for comments and the end of the text. */
  readonly name: string;
  readonly isEnd: boolean;
}

/** The next tag or comment. A `<` that begins neither is text; what is not closed reaches to the end of the text. */
function nextTag(html: string, from: number): Tag {
  for (let start = html.indexOf("<", from); start >= 0; start = html.indexOf("<", start + 1)) {
    TAG_NAME.lastIndex = start;
    const [opening = "", slash = "", name = ""] = TAG_NAME.exec(html) ?? [];
    if (name !== "") {
      return { start, end: endOfTag(html, start + opening.length), name: name.toLowerCase(), isEnd: slash !== "" };
    }
    const isComment = html.startsWith("<!--", start);
    if (isComment || /[!?/]/.test(html.charAt(start + 1))) {
      return { start, end: endBehind(html, isComment ? "-->" : ">", start + 2), name: "", isEnd: false };
    }
  }
  return { start: html.length, end: html.length, name: "", isEnd: false };
}

/** Behind the `>` that is in no attribute's quotes. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let index = from; index < html.length; index++) {
    const character = html.charAt(index);
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === ">") return index + 1;
    else if ((character === '"' || character === "'") && html.charAt(index - 1) === "=") quote = character;
  }
  return html.length;
}

function endBehind(html: string, end: string, from: number): number {
  const index = html.indexOf(end, from);
  return index < 0 ? html.length : index + end.length;
}

function endOfRawText(html: string, from: number, name: string): number {
  const end = new RegExp(`</${name}[\\s/>]`, "ig");
  end.lastIndex = from;
  return end.exec(html)?.index ?? html.length;
}

/** What is not one space already. */
const WHITE_SPACE = /[\t\n\f\r ]{2,}|[\t\n\f\r]/g;

/** Collapses white space. Begins with a space, as a document is a block itself. */
class TextCollector {
  text = " ";
  bytes = 1;

  add(raw: string): void {
    if (raw === "") return;
    const collapsed = raw.replace(WHITE_SPACE, " ");
    this.#append(this.text.endsWith(" ") ? collapsed.replace(/^ /, "") : collapsed);
  }

  addSpace(): void {
    if (!this.text.endsWith(" ")) this.#append(" ");
  }

  #append(text: string): void {
    this.text += text;
    this.bytes += Buffer.byteLength(text);
  }
}
