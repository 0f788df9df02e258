import { goError } from "./go-error.ts";
import { fieldsOf, goFields } from "./go-struct.ts";
import { GoTime, ZERO_MS } from "./go-time.ts";
import { nilList } from "./values.ts";

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

const GO_ORDER =
  "name value quoted path domain expires rawExpires maxAge secure httpOnly sameSite partitioned raw unparsed".split(
    " ",
  );

/** Go's http.Cookie. */
export class Cookie {
  name = "";
  value = "";
  path = "";
  domain = "";
  expires: unknown = new GoTime(ZERO_MS);
  maxAge = 0;
  secure = false;
  httpOnly = false;
  sameSite = 0;
  partitioned = false;
  /** Whether the value stands in quotes. */
  quoted = false;
  /** As a header had it. */
  raw = "";
  rawExpires = "";
  unparsed: string[] = nilList();

  constructor(data: Partial<Cookie> = {}) {
    Object.assign(this, data);
  }

  /** Go has no other names for them in JSON. */
  [goFields](): [string, unknown][] {
    return fieldsOf(this, GO_ORDER).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]);
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
  toString(): string {
    if (!NAME.test(this.name)) return "";
    const quoted = this.quoted || /[ ,]/.test(this.value) ? `"${this.value}"` : this.value;
    const parts = [`${this.name}=${quoted}`];
    if (this.path !== "") parts.push(`Path=${this.path}`);
    if (this.domain !== "") parts.push(`Domain=${this.domain}`);
    const expires = timeOf(this.expires);
    if (!Number.isNaN(expires)) parts.push(`Expires=${new Date(expires).toUTCString()}`);
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

function timeOf(value: unknown): number {
  if (value instanceof GoTime) return value.isZero() ? NaN : value.valueOf();
  if (value instanceof Date) return value.getTime();
  return value === "" ? NaN : new Date(String(value).replace(" ", "T")).getTime();
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
