import { ofUrl } from "../go-fields.ts";
import { urlProblem } from "../go-url.ts";
import { goError } from "./go-error.ts";
import { goFields } from "./go-struct.ts";
import { TypedObject } from "./typed-object.ts";

interface UrlParts {
  readonly scheme: string;
  readonly user: UserInfo | null;
  readonly host: string;
  /** As it was written. */
  readonly path: string;
  readonly query: string | null;
  readonly fragment: string;
}

/** Go's url.Userinfo. */
export class UserInfo {
  readonly #name: string;
  readonly #password: string | null;

  constructor(name: string, password: string | null) {
    this.#name = name;
    this.#password = password;
  }

  username(): string {
    return this.#name;
  }

  password(): [string, boolean] {
    return [this.#password ?? "", this.#password !== null];
  }

  string(): string {
    return encodeURIComponent(this.#name) + (this.#password === null ? "" : `:${encodeURIComponent(this.#password)}`);
  }

  toString(): string {
    return this.string();
  }
}

/** Go's url.URL. */
export class RequestUrl extends TypedObject {
  declare readonly scheme: string;
  declare readonly opaque: string;
  declare readonly user: UserInfo | null;
  declare readonly host: string;
  declare readonly path: string;
  /** "" where the path is written as Go would write it. */
  declare readonly rawPath: string;
  declare readonly omitHost: boolean;
  declare readonly forceQuery: boolean;
  declare rawQuery: string;
  declare readonly fragment: string;
  declare readonly rawFragment: string;

  constructor({ scheme, user, host, path: written, query, fragment: writtenFragment }: UrlParts) {
    const path = decoded(written);
    const rawPath = escapePath(path) === written ? "" : written;
    const [rawQuery, fragment] = [query ?? "", decoded(writtenFragment)];
    const own = { opaque: "", omitHost: false, forceQuery: query === "", rawFragment: "" };
    super({ scheme, user, host, path, rawPath, ...own, rawQuery, fragment });
  }

  /** Of what stands in the first line of a request. */
  static ofRequest(url: URL): RequestUrl {
    const query = url.search === "" ? null : url.search.slice(1);
    return new RequestUrl({ scheme: "", user: null, host: "", path: url.pathname, query, fragment: "" });
  }

  static parse(text: string): RequestUrl {
    const problem = urlProblem(text);
    if (problem !== null) {
      const { text: message, fields } = ofUrl("parse", problem.url, problem.reason);
      throw goError(message, fields);
    }
    const match = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i.exec(text);
    const [, scheme = "", authority = "", path = "", query = null, fragment = ""] = match ?? [];
    const at = authority.lastIndexOf("@");
    const [name = "", ...rest] = authority.slice(0, Math.max(at, 0)).split(":");
    const password = rest.length === 0 ? null : decoded(rest.join(":"));
    const user = at < 0 ? null : new UserInfo(decoded(name), password);
    return new RequestUrl({ scheme: scheme.toLowerCase(), user, host: authority.slice(at + 1), path, query, fragment });
  }

  query(): UrlValues {
    return new UrlValues(new URLSearchParams(this.rawQuery));
  }

  isAbs(): boolean {
    return this.scheme !== "";
  }

  hostname(): string {
    return this.host.replace(/:\d*$/, "").replace(/^\[(.*)\]$/, "$1");
  }

  port(): string {
    return /:(\d*)$/.exec(this.host)?.[1] ?? "";
  }

  escapedPath(): string {
    return this.rawPath || escapePath(this.path);
  }

  escapedFragment(): string {
    return escapePath(this.fragment);
  }

  /** What a reference means on a page with this address. */
  parse(reference: string): RequestUrl {
    return this.resolveReference(RequestUrl.parse(String(reference)));
  }

  resolveReference(reference: RequestUrl): RequestUrl {
    if (reference.isAbs()) return reference;
    const base = new URL(this.isAbs() ? this.string() : `http://base${this.string()}`);
    const { pathname, search, hash } = new URL(reference.string(), base);
    return this.#with({ path: pathname, query: search === "" ? null : search.slice(1), fragment: hash.slice(1) });
  }

  joinPath(...parts: readonly string[]): RequestUrl {
    const joined: string[] = [];
    for (const part of [this.escapedPath(), ...parts].join("/").split("/")) {
      if (part === "..") joined.pop();
      else if (part !== "" && part !== ".") joined.push(part);
    }
    return this.#with({ path: `/${joined.join("/")}` });
  }

  requestURI(): string {
    const query = this.rawQuery !== "" || this.forceQuery ? `?${this.rawQuery}` : "";
    return `${this.escapedPath() || "/"}${query}`;
  }

  /** Without its password. */
  redacted(): string {
    const hasPassword = this.user?.password()[1] === true;
    return this.#text(hasPassword ? `${encodeURIComponent(this.user?.username() ?? "")}:xxxxx` : undefined);
  }

  string(): string {
    return this.#text();
  }

  override toString(): string {
    return this.string();
  }

  #with(changed: Partial<UrlParts>): RequestUrl {
    const { scheme, user, host, fragment } = this;
    const query = this.rawQuery !== "" || this.forceQuery ? this.rawQuery : null;
    return new RequestUrl({ scheme, user, host, path: this.escapedPath(), query, fragment, ...changed });
  }

  #text(user = this.user?.string()): string {
    const scheme = this.scheme === "" ? "" : `${this.scheme}:`;
    const authority = user === undefined ? this.host : `${user}@${this.host}`;
    const host = authority === "" ? "" : `//${authority}`;
    const query = this.rawQuery !== "" || this.forceQuery ? `?${this.rawQuery}` : "";
    const fragment = this.fragment === "" ? "" : `#${this.escapedFragment()}`;
    return `${scheme}${host}${this.escapedPath()}${query}${fragment}`;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As Go writes paths. */
function escapePath(path: string): string {
  return encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23").replaceAll("[", "%5B").replaceAll("]", "%5D");
}

/** Go's url.Values. */
export class UrlValues {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  get(name: string): string {
    return this.#params.get(name) ?? "";
  }

  has(name: string): boolean {
    return this.#params.has(name);
  }

  add(name: string, value: unknown): void {
    this.#params.append(name, String(value));
  }

  set(name: string, value: unknown): void {
    this.#params.set(name, String(value));
  }

  del(name: string): void {
    this.#params.delete(name);
  }

  [goFields](): [string, unknown][] {
    const names = [...new Set(this.#params.keys())].sort();
    return names.map((name) => [name, this.#params.getAll(name)]);
  }

  encode(): string {
    const sorted = new URLSearchParams(this.#params);
    sorted.sort();
    return sorted.toString();
  }
}
