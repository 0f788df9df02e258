/** Go's http.Cookie. */
export class Cookie {
  name = "";
  value = "";
  path = "";
  domain = "";
  expires: unknown = "";
  maxAge = 0;
  secure = false;
  httpOnly = false;
  sameSite = 0;

  constructor(data: Partial<Cookie> = {}) {
    Object.assign(this, data);
  }

  /** As the `Set-Cookie` header has it. */
  toString(): string {
    const quoted = /[ ,]/.test(this.value) ? `"${this.value}"` : this.value;
    const parts = [`${this.name}=${quoted}`];
    if (this.path !== "") parts.push(`Path=${this.path}`);
    if (this.domain !== "") parts.push(`Domain=${this.domain}`);
    const expires = this.expires === "" ? NaN : new Date(String(this.expires).replace(" ", "T")).getTime();
    if (!Number.isNaN(expires)) parts.push(`Expires=${new Date(expires).toUTCString()}`);
    if (this.maxAge > 0) parts.push(`Max-Age=${Math.trunc(this.maxAge)}`);
    else if (this.maxAge < 0) parts.push("Max-Age=0");
    if (this.httpOnly) parts.push("HttpOnly");
    if (this.secure) parts.push("Secure");
    const sameSite = ["", "", "Lax", "Strict", "None"][this.sameSite] ?? "";
    if (sameSite !== "") parts.push(`SameSite=${sameSite}`);
    return parts.join("; ");
  }
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
