import {
  cssValue,
  escapeCss,
  decodeReferences,
  escapeHtml,
  escapeJsRegexp,
  escapeJsString,
  escapeJsTemplate,
  escapeUrl,
  filterUrl,
  htmlAttribute,
  htmlContent,
  htmlName,
  htmlText,
  htmlUnquoted,
  jsValue,
  normalizeUrl,
  sourceSet,
  textOf,
} from "./html-escape.ts";
import { type Inside, ProgramPlace } from "./program-place.ts";

type Place = "text" | "comment" | "tag" | "name" | "before-value" | "value" | "element";
type Language = "plain" | "url" | "srcset" | "js" | "css";
/** Elements whose content is no markup: text, or a program. */
const CONTENTS: Readonly<Record<string, Language>> = { script: "js", style: "css", textarea: "plain", title: "plain" };
const URL_ATTRIBUTES =
  /^(?:action|archive|background|cite|classid|codebase|data|formaction|href|icon|longdesc|manifest|poster|profile|src|usemap|xlink:href)$/;
const JS_TYPE =
  /^(?:$|module$|(?:application|text)\/(?:ecmascript|javascript|json|ld\+json|x-ecmascript|x-javascript|jsonp?))/i;

/**
 * Writes HTML of texts that are the author's and values that are anybody's: each value is escaped for the place where it stands,
 * as Go's `html/template` does. Comments are left out.
 */
export class HtmlWriter {
  readonly #parts: string[] = [];
  #place: Place = "text";
  #element = "";
  #attribute = "";
  /** The sign that ends the value of the attribute; "" for a space or the tag's end. */
  #delimiter = "";
  #language: Language = "plain";
  #program = new ProgramPlace("js");
  /** What the author wrote of the attribute's value. */
  #written = "";
  #isOpening = true;
  #type = "";

  get result(): string {
    return this.#parts.join("");
  }

  /** A part of the template itself. */
  text(source: string): void {
    let rest = source;
    while (rest !== "") rest = rest.slice(this.#step(rest));
  }

  value(value: unknown): void {
    const text = this.#escaped(value);
    if (this.#place === "before-value") this.#place = "value";
    else if (this.#place === "tag") this.#place = "name";
    this.#parts.push(text);
  }

  #escaped(value: unknown): string {
    switch (this.#place) {
      case "text":
        return htmlText(value);
      case "comment":
        return "";
      case "tag":
      case "name":
        return htmlName(textOf(value));
      case "element":
        return this.#language === "plain" ? htmlContent(value) : this.#inProgram(value);
      case "before-value":
      case "value": {
        const isQuoted = this.#delimiter !== "";
        if (this.#language === "plain") {
          const shown = this.#isRefresh ? filterUrl(textOf(value)) : value;
          return isQuoted ? htmlAttribute(shown) : htmlUnquoted(textOf(shown));
        }
        if (this.#language === "srcset") return escapeHtml(sourceSet(textOf(value)));
        const text = this.#language === "url" ? this.#inUrl(textOf(value)) : this.#inProgram(value);
        return isQuoted ? escapeHtml(text) : htmlUnquoted(text);
      }
    }
  }

  /** Whether it is the address of a `<meta http-equiv="refresh" content="0; url=…">`. */
  get #isRefresh(): boolean {
    return this.#element === "meta" && this.#attribute === "content" && /url=[^;]*$/i.test(this.#meant);
  }

  /** What the author's part of the value stands for. */
  get #meant(): string {
    return decodeReferences(this.#written);
  }

  #inUrl(text: string): string {
    const before = this.#meant;
    if (/[?#]/.test(before)) return escapeUrl(text);
    return normalizeUrl(before.trim() === "" ? filterUrl(text) : text);
  }

  #inProgram(value: unknown): string {
    const { inside, isComment } = this.#program;
    if (isComment) return "";
    this.#program.noteValue();
    if (this.#language === "js") return escapeJs(value, inside);
    if (inside === "url") return normalizeUrl(filterUrl(textOf(value)));
    return inside === "code" ? cssValue(textOf(value)) : escapeCss(textOf(value));
  }

  /** Takes a part from the start of the text, and gives its length. */
  #step(text: string): number {
    switch (this.#place) {
      case "text":
        return this.#markup(text);
      case "comment":
        return this.#comment(text);
      case "tag":
      case "name":
        return this.#tag(text);
      case "before-value":
        return this.#valueStart(text);
      case "value":
        return this.#valuePart(text);
      case "element":
        return this.#content(text);
    }
  }

  #write(text: string): number {
    this.#parts.push(text);
    return text.length;
  }

  #markup(text: string): number {
    const start = text.indexOf("<");
    if (start !== 0) return this.#write(start < 0 ? text : text.slice(0, start));
    if (text.startsWith("<!--")) {
      this.#place = "comment";
      return 4;
    }
    const tag = /^<(\/?)([a-zA-Z][\w:-]*)/.exec(text);
    if (tag === null) {
      if (!/^<!doctype/i.test(text)) this.#parts.push("&lt;");
      else this.#parts.push("<");
      return 1;
    }
    this.#place = "tag";
    this.#isOpening = tag[1] === "";
    this.#element = (tag[2] ?? "").toLowerCase();
    this.#type = "";
    return this.#write(tag[0]);
  }

  #comment(text: string): number {
    const end = text.indexOf("-->");
    if (end < 0) return text.length;
    this.#place = "text";
    return end + 3;
  }

  #tag(text: string): number {
    if (text.startsWith(">")) {
      this.#endTag();
      return this.#write(">");
    }
    const name = /^[^\s=>/"']+/.exec(text);
    if (name !== null) {
      this.#attribute = (this.#place === "name" ? this.#attribute : "") + name[0].toLowerCase();
      this.#place = "name";
      return this.#write(name[0]);
    }
    if (text.startsWith("=")) {
      this.#place = "before-value";
      this.#delimiter = "";
      this.#language = languageOf(this.#attribute);
      this.#beginProgram();
      this.#written = "";
    } else if (!/^\s/.test(text)) this.#place = "tag";
    else this.#endName(text);
    return this.#write(text.charAt(0));
  }

  /** A name is over where no `=` follows the space. */
  #endName(text: string): void {
    if (/^\s+[^\s=]/.test(text)) {
      this.#place = "tag";
      this.#attribute = "";
    }
  }

  #endTag(): void {
    this.#place = "text";
    const content = this.#isOpening ? CONTENTS[this.#element] : undefined;
    if (content === undefined) return;
    this.#place = "element";
    this.#language = content === "js" && !JS_TYPE.test(this.#type) ? "plain" : content;
    this.#beginProgram();
  }

  #beginProgram(): void {
    this.#program = new ProgramPlace(this.#language === "css" ? "css" : "js");
  }

  #valueStart(text: string): number {
    const [space = ""] = /^\s+/.exec(text) ?? [];
    if (space !== "") return this.#write(space);
    this.#place = "value";
    const [sign = ""] = /^["']/.exec(text) ?? [];
    this.#delimiter = sign;
    // Without quotes the value begins at once.
    return sign === "" ? this.#valuePart(text) : this.#write(sign);
  }

  #valuePart(text: string): number {
    const end = this.#delimiter === "" ? /[\s>]/.exec(text) : new RegExp(this.#delimiter).exec(text);
    const part = end === null ? text : text.slice(0, end.index);
    if (part !== "") {
      this.#written += part;
      // Browsers run what the references of characters stand for.
      if (this.#isProgram) this.#program.follow(decodeReferences(part));
      return this.#write(part);
    }
    if (this.#attribute === "type") this.#type = this.#written.trim();
    this.#place = "tag";
    this.#attribute = "";
    return this.#delimiter === "" ? 0 : this.#write(this.#delimiter);
  }

  #content(text: string): number {
    const end = new RegExp(`</${this.#element}(?![\\w-])`, "i").exec(text);
    const part = end === null ? text : text.slice(0, end.index);
    if (part === "") {
      this.#place = "text";
      return 0;
    }
    this.#parts.push(this.#followed(part));
    return part.length;
  }

  /** Comments of a script or style are left out. */
  #followed(text: string): string {
    if (this.#isProgram) return this.#program.follow(text);
    return this.#element === "script" ? text : text.replaceAll("<", "&lt;");
  }

  get #isProgram(): boolean {
    return this.#language === "js" || this.#language === "css";
  }
}

function escapeJs(value: unknown, inside: Inside): string {
  if (inside === "code") return jsValue(value);
  if (inside === "regexp" || inside === "regexp-class") return escapeJsRegexp(textOf(value));
  return inside === "`" ? escapeJsTemplate(textOf(value)) : escapeJsString(textOf(value));
}

function languageOf(attribute: string): Language {
  const name = attribute.replace(/^data-/, "");
  if (name.startsWith("on")) return "js";
  if (name === "style") return "css";
  if (name === "srcset") return "srcset";
  if (name === "srcdoc") return "plain";
  return URL_ATTRIBUTES.test(name) || /src|uri|url/.test(name) ? "url" : "plain";
}
