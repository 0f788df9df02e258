import { SafeHtml, sprint } from "./print.ts";

/** Where a value can't stand safely, as in Go. */
export const UNSAFE = "ZgotmplZ";

const HTML: Readonly<Record<string, string>> = {
  "\0": "\uFFFD",
  '"': "&#34;",
  "&": "&amp;",
  "'": "&#39;",
  "+": "&#43;",
  "<": "&lt;",
  ">": "&gt;",
};

/** A value's text; nothing is "". */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : sprint(value);
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[\0"&'+<>]/g, (character) => HTML[character] ?? character);
}

export function htmlText(value: unknown): string {
  return value instanceof SafeHtml ? value.text : escapeHtml(textOf(value));
}

/** In a quoted attribute. HTML loses its tags there, and keeps its entities. */
export function htmlAttribute(value: unknown): string {
  if (!(value instanceof SafeHtml)) return escapeHtml(textOf(value));
  return normalizeHtml(value.text.replaceAll(/<!--[\s\S]*?-->|<\/?[a-zA-Z][^>]*>/g, ""));
}

/** In an element that holds text alone. */
export function htmlContent(value: unknown): string {
  return value instanceof SafeHtml ? normalizeHtml(value.text) : escapeHtml(textOf(value));
}

function normalizeHtml(text: string): string {
  return text.replaceAll(/[\0"'+<>]/g, (character) => HTML[character] ?? character);
}

/** In an attribute without quotes. */
export function htmlUnquoted(text: string): string {
  if (text === "") return UNSAFE;
  return escapeHtml(text).replaceAll(/[\t\n\v\f\r =`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const SAFE_SCHEME = /^(?:https?|mailto)$/i;

/** The start of a URL: only schemes that run nothing. */
export function filterUrl(text: string): string {
  const end = text.indexOf(":");
  const isScheme = end >= 0 && !text.slice(0, end).includes("/");
  return isScheme && !SAFE_SCHEME.test(text.slice(0, end)) ? `#${UNSAFE}` : text;
}

/** A list of URLs, each with its size. */
export function sourceSet(text: string): string {
  return text
    .split(",")
    .map((part) => {
      const [, space = "", url = "", size = ""] = /^(\s*)(\S*)(.*)$/s.exec(part) ?? [];
      const isSafe = filterUrl(url) === url && /^[\s\w.]*$/.test(size);
      return isSafe ? space + normalizeUrl(url) + size : `#${UNSAFE}`;
    })
    .join(",");
}

/** Part of a URL that may hold any of its signs. */
export function normalizeUrl(text: string): string {
  return text.replaceAll(/%[\da-fA-F]{2}|[^A-Za-z0-9\-._~!#$&*+,/:;=?@[\]]/gu, (found) =>
    found.length === 3 && found.startsWith("%") ? found : percent(found),
  );
}

/** A value within a query or a fragment. */
export function escapeUrl(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9\-._~]/gu, percent);
}

function percent(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

const JS_TEXT: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  "/": "\\/",
  "\\": "\\\\",
};

/** Within a string of JavaScript. */
export function escapeJsString(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll(/[\0-\x1f"`&'+/<>\\\u2028\u2029]/g, (character) => JS_TEXT[character] ?? unicode(character));
}

/** Within a template literal of JavaScript. */
export function escapeJsTemplate(text: string): string {
  return escapeJsString(text).replaceAll(/[${}]/g, unicode);
}

/** Within a regular expression of JavaScript: nothing of it has a meaning there. */
export function escapeJsRegexp(text: string): string {
  if (text === "") return "(?:)";
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /[\0-\x1f"&'+<>\u2028\u2029]|[$()*\-./?[\\\]^{|}]/g,
    (character) =>
      JS_TEXT[character] ?? (/["&'+<>]|[^\x20-\x7e]/.test(character) ? unicode(character) : `\\${character}`),
  );
}

const REFERENCES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  bsol: "\\",
  dollar: "$",
  DiacriticalGrave: "`",
  equals: "=",
  grave: "`",
  gt: ">",
  lbrace: "{",
  lcub: "{",
  lt: "<",
  NewLine: "\n",
  num: "#",
  quest: "?",
  quot: '"',
  QUOT: '"',
  rbrace: "}",
  rcub: "}",
  semi: ";",
  sol: "/",
  Tab: "\t",
};

/** The text that HTML's references of characters stand for, as far as they matter to programs and addresses. */
export function decodeReferences(text: string): string {
  return text.replaceAll(/&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w+);?/g, (reference, name: string) => {
    if (!name.startsWith("#")) return REFERENCES[name] ?? reference;
    const code = Number(name.slice(1).replace(/^[xX]/, "0x"));
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
}

/** A value of JavaScript: JSON that can't end the script. Numbers and words stand apart from what is beside them. */
export function jsValue(value: unknown): string {
  const given = value instanceof SafeHtml ? value.text : (value ?? null);
  const json = JSON.stringify(given, (_key, inner: unknown) => (isPlain(inner) ? sorted(inner) : inner)) ?? "null";
  const safe = json.replaceAll(/[<>&\u2028\u2029]/g, unicode);
  if (typeof given === "string") return safe;
  return /^[\w$]/.test(safe) || /[\w$]$/.test(safe) ? ` ${safe} ` : safe;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Within a string of CSS. */
export function escapeCss(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    /[\0-\x1f"&'()+/:;<>\\{}](?=([\da-fA-F\s])?)/g,
    (character, next?: string) => `\\${character.charCodeAt(0).toString(16)}${next === undefined ? "" : " "}`,
  );
}

/** A value of CSS: words and numbers alone. */
export function cssValue(text: string): string {
  const isUnsafe =
    /[\0"'()/;@[\\\]`{}<>]|--/.test(text) || /expression|moz-?binding/i.test(text.replaceAll(/[^a-z-]/gi, ""));
  return isUnsafe ? UNSAFE : text;
}

/** The name of an attribute or an element: nothing that is of another kind. */
export function htmlName(text: string): string {
  const name = text.toLowerCase();
  const isSafe = /^[a-z0-9]+$/.test(name) && !/^(?:on|style$|src$|href$|srcset$|action$|formaction$|data$)/.test(name);
  return isSafe ? text : UNSAFE;
}
