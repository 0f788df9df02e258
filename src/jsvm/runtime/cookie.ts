import { textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { fieldsOf, goFields } from "./go-struct.ts";
import { GoTime, ZERO_MS } from "./go-time.ts";
import { assigned, likeCurrent, TypedObject } from "./typed-object.ts";
import { nilList } from "./values.ts";

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** What Go leaves out of a value. */
const UNSENT = /[^ !#-:<-[\]-~]/g;

/** In Go's order. */
const EMPTY = {
  name: "",
  value: "",
  quoted: false,
  path: "",
  domain: "",
  expires: null,
  rawExpires: "",
  maxAge: 0,
  secure: false,
  httpOnly: false,
  sameSite: 0,
  partitioned: false,
  raw: "",
  unparsed: null,
};

/** Go's http.Cookie. */
export class Cookie extends TypedObject {
  declare name: string;
  declare value: string;
  /** Whether the value stands in quotes. */
  declare quoted: boolean;
  declare path: string;
  declare domain: string;
  declare expires: GoTime;
  declare rawExpires: string;
  declare maxAge: number;
  declare secure: boolean;
  declare httpOnly: boolean;
  declare sameSite: number;
  declare partitioned: boolean;
  /** As a header had it. */
  declare raw: string;
  declare unparsed: string[];

  constructor(data: unknown = {}) {
    super({ ...EMPTY, expires: new GoTime(ZERO_MS), unparsed: nilList() });
    Object.seal(this);
    const given = typeof data === "object" && data !== null ? data : {};
    for (const [name, value] of Object.entries(given))
      if (Object.hasOwn(this, name)) Object.assign(this, { [name]: value });
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    return name === "expires" ? timeOf(value) : likeCurrent(value, current, name);
  }

  /** Go has no other names for them in JSON. */
  [goFields](): [string, unknown][] {
    return fieldsOf(this, Object.keys(EMPTY)).map(([name, value]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]);
  }

  string(): string {
    return this.toString();
  }

  /** Throws for what can't be a cookie. */
  valid(): void {
    if (!NAME.test(this.name)) throw goError("http: invalid Cookie.Name");
    const [wrong] = /[^ !#-+\--:<-[\]-~,]/.exec(this.value) ?? [];
    if (wrong !== undefined) throw goError(`http: invalid byte '${wrong}' in Cookie.Value`);
  }

  /** As the `Set-Cookie` header has it; "" without a name that a cookie can have. */
  override toString(): string {
    if (!NAME.test(this.name)) return "";
    const value = this.value.replaceAll(UNSENT, "");
    const quoted = this.quoted || /[ ,]/.test(value) ? `"${value}"` : value;
    const parts = [`${this.name}=${quoted}`];
    if (this.path !== "") parts.push(`Path=${this.path}`);
    if (this.domain !== "") parts.push(`Domain=${this.domain}`);
    if (!this.expires.isZero()) parts.push(`Expires=${new Date(this.expires.valueOf()).toUTCString()}`);
    if (this.maxAge > 0) parts.push(`Max-Age=${Math.trunc(this.maxAge)}`);
    else if (this.maxAge < 0) parts.push("Max-Age=0");
    if (this.httpOnly) parts.push("HttpOnly");
    if (this.secure) parts.push("Secure");
    const sameSite = ["", "", "Lax", "Strict", "None"][this.sameSite] ?? "";
    if (sameSite !== "") parts.push(`SameSite=${sameSite}`);
    if (this.partitioned) parts.push("Partitioned");
    return parts.join("; ");
  }
}

/** What can't be a time is none. */
function timeOf(value: unknown): GoTime {
  if (value instanceof GoTime) return value;
  const ms = value instanceof Date ? value.getTime() : Date.parse(textArgument(value).replace(" ", "T"));
  return new GoTime(Number.isNaN(ms) ? ZERO_MS : ms);
}

/** The cookies of a request's header. */
export function parseCookies(header: string): Cookie[] {
  return header.split(";").flatMap((pair) => {
    const [name = "", ...rest] = pair.trim().split("=");
    if (name === "" || rest.length === 0) return [];
    const value = rest.join("=").replace(/^"(.*)"$/, "$1");
    return [new Cookie({ name, value })];
  });
}

/** The cookie of a `Set-Cookie` header; none for what is no cookie. */
export function parseSetCookie(line: string): Cookie[] {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const [name = "", value] = splitPair(pair);
  if (name === "" || value === undefined) return [];
  const cookie = new Cookie({ name, value: value.replace(/^"(.*)"$/, "$1"), quoted: /^".*"$/.test(value), raw: line });
  for (const attribute of attributes) {
    const [key = "", given = ""] = splitPair(attribute);
    setAttribute(cookie, key.toLowerCase(), given);
  }
  return [cookie];
}

function setAttribute(cookie: Cookie, name: string, value: string): void {
  switch (name) {
    case "path":
    case "domain":
      cookie[name] = value;
      return;
    case "expires":
      cookie.rawExpires = value;
      if (!Number.isNaN(Date.parse(value))) cookie.expires = new GoTime(Date.parse(value));
      return;
    case "max-age":
      // As Go, which passes over what is no whole number in its usual form.
      if (!/^(?:\+?[1-9]\d{0,17}|[+-]?0|-\d{1,18})$/.test(value)) return;
      cookie.maxAge = Number(value) > 0 ? Number(value) : -1;
      return;
    case "httponly":
      cookie.httpOnly = true;
      return;
    case "secure":
      cookie.secure = true;
      return;
    case "samesite":
      cookie.sameSite = SAME_SITES.indexOf(value.toLowerCase()) + 1 || 1;
  }
}

/** Go's constants are the places in it from 1 on. */
const SAME_SITES = ["", "lax", "strict", "none"];

function splitPair(text: string): string[] {
  const at = text.indexOf("=");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
