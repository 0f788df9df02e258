import { toText } from "../../lib/convert.ts";
import type { WireFile, WireHttp } from "../wire.ts";
import { type Cookie, parseCookies } from "./cookie.ts";
import type { EventState } from "./event-state.ts";
import { FileHeader } from "./file.ts";
import { goError } from "./go-error.ts";
import { Reader } from "./reader.ts";

/** `e.request`: Go's request, as far as scripts use it. */
export class HttpRequest {
  readonly method: string;
  readonly host: string;
  readonly url: RequestUrl;
  readonly #state: EventState;
  readonly #pathValues: Readonly<Record<string, string>>;
  #header: HttpHeader | undefined;
  #body: Reader | undefined;

  constructor({ method, url, pathValues }: WireHttp, state: EventState) {
    const parsed = new URL(url);
    this.method = method;
    this.host = parsed.host;
    this.url = new RequestUrl(parsed);
    this.#state = state;
    this.#pathValues = pathValues;
  }

  get header(): HttpHeader {
    return (this.#header ??= HttpHeader.of(this.#state.ask("request.headers") as [string, string][]));
  }

  get body(): Reader {
    return (this.#body ??= new Reader(() => Uint8Array.fromBase64(this.#state.ask("request.bytes") as string)));
  }

  get remoteAddr(): string {
    return (this.#state.ask("request.addresses") as { remoteAddress: string }).remoteAddress;
  }

  pathValue(name: string): string {
    return this.#pathValues[name] ?? "";
  }

  cookies(): Cookie[] {
    return parseCookies(this.header.get("Cookie"));
  }

  cookie(name: string): Cookie {
    const cookie = this.cookies().find((one) => one.name === name);
    if (cookie === undefined) throw goError("http: named cookie not present");
    return cookie;
  }

  userAgent(): string {
    return this.header.get("User-Agent");
  }

  referer(): string {
    return this.header.get("Referer");
  }

  /** The first file of a form under a name: its content, and what describes it. */
  formFile(name: string): [Reader, FileHeader] {
    const [file] = this.#state.ask("request.files", [name]) as WireFile[];
    if (file === undefined) throw goError("http: no such file");
    const header = new FileHeader(file);
    return [header.open(), header];
  }

  formValue(name: string): string {
    const body = this.#state.ask("request.body") as Record<string, unknown>;
    const [first] = [body[name] ?? this.url.query().get(name)].flat();
    return toText(first);
  }
}

/** Go's URL. */
export class RequestUrl {
  readonly path: string;
  readonly rawQuery: string;
  readonly host: string;
  readonly scheme: string;
  readonly fragment = "";
  readonly #text: string;

  constructor(url: URL) {
    this.path = decodeURIComponent(url.pathname);
    this.rawQuery = url.search.slice(1);
    // As in requests to a server.
    this.host = "";
    this.scheme = "";
    this.#text = url.pathname + url.search;
  }

  query(): UrlValues {
    return new UrlValues(new URLSearchParams(this.rawQuery));
  }

  requestURI(): string {
    return this.#text;
  }

  string(): string {
    return this.#text;
  }

  toString(): string {
    return this.#text;
  }
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

  encode(): string {
    const sorted = new URLSearchParams(this.#params);
    sorted.sort();
    return sorted.toString();
  }
}

/** Go's http.Header: lists by canonical names. */
export class HttpHeader {
  readonly #lists = new Map<string, string[]>();

  static of(entries: readonly (readonly [string, string])[]): HttpHeader {
    const header = new HttpHeader();
    for (const [name, value] of entries) header.add(name, value);
    return header;
  }

  get(name: string): string {
    return this.values(name)[0] ?? "";
  }

  values(name: string): string[] {
    return this.#lists.get(canonical(name)) ?? [];
  }

  add(name: string, value: unknown): void {
    this.#lists.set(canonical(name), [...this.values(name), String(value)]);
  }

  set(name: string, value: unknown): void {
    this.#lists.set(canonical(name), [String(value)]);
  }

  del(name: string): void {
    this.#lists.delete(canonical(name));
  }
}

/** `x-own` as `X-Own`. */
export function canonical(name: string): string {
  return String(name)
    .toLowerCase()
    .replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
