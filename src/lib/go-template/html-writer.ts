import {
  cssValue,
  escapeCss,
  escapeHtml,
  escapeJsString,
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

type Place = "text" | "comment" | "tag" | "name" | "before-value" | "value" | "element";
type Language = "plain" | "url" | "srcset" | "js" | "css";
/** Where in a script or a style: in code, a comment, or a string that ends with that sign. */
type Inside = "code" | "line-comment" | "block-comment" | '"' | "'" | "`" | "url";

const PROGRAM_TOKEN = /\\[\s\S]|\/\/|\/\*|\*\/|url\(\s*|[\s\S]/g;

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
  #inside: Inside = "code";
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
        if (this.#language === "plain") return isQuoted ? htmlAttribute(value) : htmlUnquoted(textOf(value));
        if (this.#language === "srcset") return escapeHtml(sourceSet(textOf(value)));
        const text = this.#language === "url" ? this.#inUrl(textOf(value)) : this.#inProgram(value);
        return isQuoted ? escapeHtml(text) : htmlUnquoted(text);
      }
    }
  }

  #inUrl(text: string): string {
    if (/[?#]/.test(this.#written)) return escapeUrl(text);
    return normalizeUrl(this.#written.trim() === "" ? filterUrl(text) : text);
  }

  #inProgram(value: unknown): string {
    const isCode = this.#inside === "code";
    if (this.#inside.endsWith("comment")) return "";
    if (this.#language === "js") return isCode ? jsValue(value) : escapeJsString(textOf(value));
    if (this.#inside === "url") return normalizeUrl(filterUrl(textOf(value)));
    return isCode ? cssValue(textOf(value)) : escapeCss(textOf(value));
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
      this.#inside = "code";
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
    this.#inside = "code";
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
      this.#parts.push(this.#followed(part));
      return part.length;
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

  /** Keeps track of strings and comments of a script or style. Its comments are left out. */
  #followed(text: string): string {
    const language = this.#language;
    if (language !== "js" && language !== "css") {
      const holdsText = this.#place === "element" && this.#element !== "script";
      return holdsText ? text.replaceAll("<", "&lt;") : text;
    }
    let kept = "";
    for (const [token] of text.matchAll(PROGRAM_TOKEN)) {
      const before = this.#inside;
      this.#inside = this.#after(token);
      const isComment = before.endsWith("comment") || this.#inside.endsWith("comment");
      if (!isComment) kept += token;
      else if (this.#inside === "code") kept += token === "\n" ? token : " ";
    }
    return kept;
  }

  #after(token: string): Inside {
    const inside = this.#inside;
    if (inside === "line-comment") return token === "\n" ? "code" : inside;
    if (inside === "block-comment") return token === "*/" ? "code" : inside;
    if (inside === "url") return token === ")" ? "code" : inside;
    if (inside !== "code") return token === inside ? "code" : inside;
    if (token === "/*") return "block-comment";
    if (token === "//") return this.#language === "js" ? "line-comment" : inside;
    if (token === '"' || token === "'" || token === "`") return token;
    return token.startsWith("url(") && this.#language === "css" ? "url" : inside;
  }
}

function languageOf(attribute: string): Language {
  const name = attribute.replace(/^data-/, "");
  if (name.startsWith("on")) return "js";
  if (name === "style") return "css";
  if (name === "srcset") return "srcset";
  return URL_ATTRIBUTES.test(name) || /src|uri|url/.test(name) ? "url" : "plain";
}
