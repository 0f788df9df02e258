import type { WireFile, WireHttp } from "../wire.ts";
import { Context } from "./context.ts";
import { type Cookie, parseCookies } from "./cookie.ts";
import type { EventState } from "./event-state.ts";
import { FileHeader } from "./file.ts";
import { notAnother, textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { HttpHeader } from "./http-header.ts";
import { Reader } from "./reader.ts";
import { RequestUrl, UrlValues } from "./request-url.ts";
import { takeBytes } from "./server.ts";

/** What a form has: texts and files by name. */
interface MultipartForm {
  readonly value: Record<string, string[]>;
  readonly file: Record<string, FileHeader[]>;
}

type Pairs = [string, string][];

/** `e.request`: Go's request, as far as scripts use it. */
export class HttpRequest {
  declare method: string;
  readonly proto = "HTTP/1.1";
  readonly protoMajor = 1;
  readonly protoMinor = 1;
  readonly close = false;
  readonly tls = null;
  readonly trailer = null;
  readonly transferEncoding = null;
  readonly #state: EventState;
  /** Those of the message, which are nobody else's. */
  readonly #pathValues: Record<string, string>;
  readonly #sentUrl: string;
  /** Made when it is asked for: most handlers don't. */
  #url: RequestUrl | undefined;
  #context = new Context();
  #header: HttpHeader | undefined;
  #hostLines: readonly [string, string][] = [];
  #body: Reader | undefined;
  #host: string | undefined;
  #remoteAddr: string | undefined;
  /** As the server knows it. */
  #sentQuery: string;

  constructor({ method, url, pathValues }: WireHttp, state: EventState) {
    let shown = method;
    Object.defineProperty(this, "method", {
      enumerable: true,
      get: () => shown,
      set: (given: unknown) => {
        shown = textArgument(given);
      },
    });
    this.#sentUrl = url;
    this.#sentQuery = url.split("?", 2)[1] ?? "";
    this.#state = state;
    this.#pathValues = pathValues;
  }

  get url(): RequestUrl {
    return (this.#url ??= RequestUrl.ofRequest(new URL(this.#sentUrl)));
  }

  set url(url: unknown) {
    if (!(url instanceof RequestUrl)) throw notAnother(url, "url.URL");
    this.#url = url;
  }

  get host(): string {
    return (this.#host ??= new URL(this.#sentUrl).host);
  }

  set host(host: unknown) {
    this.#host = textArgument(host);
  }

  get requestURI(): string {
    return RequestUrl.ofRequest(new URL(this.#sentUrl)).requestURI();
  }

  get header(): HttpHeader {
    if (this.#header !== undefined) return this.#header;
    const lines = this.#state.ask("request.headers") as [string, string][];
    this.#hostLines = lines.filter(isHost);
    return (this.#header = HttpHeader.of(lines.filter((line) => !isHost(line))));
  }

  get body(): Reader {
    return (this.#body ??= new Reader(() => takeBytes(this.#state.ask("request.bytes") as number)));
  }

  /** -1 where the client did not say. */
  get contentLength(): number {
    const length = this.header.get("Content-Length");
    return length === "" ? (this.header.get("Transfer-Encoding") === "" ? 0 : -1) : Number(length);
  }

  get remoteAddr(): string {
    if (this.#remoteAddr !== undefined) return this.#remoteAddr;
    const asked = this.#state.ask("request.addresses") as { remoteAddress: string; remotePort: number };
    const { remoteAddress: address, remotePort } = asked;
    return (this.#remoteAddr = `${address.includes(":") ? `[${address}]` : address}:${remotePort}`);
  }

  set remoteAddr(address: unknown) {
    this.#remoteAddr = textArgument(address);
    const [, start = this.#remoteAddr, port = "0"] = /^(.*?)(?::(\d+))?$/.exec(this.#remoteAddr) ?? [];
    this.#state.requestChanges.remote = { address: start.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
  }

  /** Notes what the script changed in the parts. */
  static noteChanges(request: HttpRequest): void {
    const changes = request.#state.requestChanges;
    const header = request.#header;
    if (header !== undefined && HttpHeader.takeChange(header)) {
      changes.headers = [...request.#hostLines, ...HttpHeader.lines(header)];
    }
    const query = request.#url?.rawQuery ?? request.#sentQuery;
    if (query !== request.#sentQuery) changes.query = request.#sentQuery = query;
  }

  context(): Context {
    return this.#context;
  }

  withContext(context: unknown): this {
    if (context instanceof Context) this.#context = context;
    return this;
  }

  protoAtLeast(major: number, minor: number): boolean {
    return major < 1 || (major === 1 && minor <= 1);
  }

  pathValue(name: string): string {
    return this.#pathValues[name] ?? "";
  }

  setPathValue(name: string, value: unknown): void {
    this.#pathValues[name] = String(value);
  }

  cookies(): Cookie[] {
    return parseCookies(this.header.values("Cookie").join("; "));
  }

  cookiesNamed(name: string): Cookie[] {
    return this.cookies().filter((cookie) => cookie.name === name);
  }

  cookie(name: string): Cookie {
    const [cookie] = this.cookiesNamed(name);
    if (cookie === undefined) throw goError("http: named cookie not present");
    return cookie;
  }

  addCookie({ name, value }: Cookie): void {
    const before = this.header.get("Cookie");
    this.header.set("Cookie", `${before === "" ? "" : `${before}; `}${name}=${value}`);
  }

  userAgent(): string {
    return this.header.get("User-Agent");
  }

  referer(): string {
    return this.header.get("Referer");
  }

  /** Name, password, and whether there are some. */
  basicAuth(): [name: string, password: string, isGiven: boolean] {
    const [, encoded = ""] = /^Basic (.+)$/i.exec(this.header.get("Authorization")) ?? [];
    const text = encoded === "" ? "" : new TextDecoder().decode(bytesOfBase64(encoded));
    const colon = text.indexOf(":");
    return colon < 0 ? ["", "", false] : [text.slice(0, colon), text.slice(colon + 1), true];
  }

  setBasicAuth(name: unknown, password: unknown): void {
    const bytes = new TextEncoder().encode(`${String(name)}:${String(password)}`);
    this.header.set("Authorization", `Basic ${bytes.toBase64()}`);
  }

  // Forms are read when they are asked for.

  parseForm(): void {}

  parseMultipartForm(_maxBytes?: unknown): void {}

  /** Of the body and of the query, which stands behind it; of a form with files before it. */
  get form(): UrlValues {
    const query = [...new URLSearchParams(this.url.rawQuery)];
    const pairs = this.#isMultipart ? [...query, ...this.#bodyValues()] : [...this.#bodyValues(), ...query];
    return new UrlValues(new URLSearchParams(pairs));
  }

  get postForm(): UrlValues {
    return new UrlValues(new URLSearchParams(this.#bodyValues()));
  }

  get multipartForm(): MultipartForm | null {
    if (!this.#isMultipart) return null;
    const names = this.#state.ask("request.fileNames") as string[];
    const value: Record<string, string[]> = {};
    for (const [name, text] of this.#bodyValues()) (value[name] ??= []).push(text);
    return { value, file: Object.fromEntries(names.map((name) => [name, this.#files(name)])) };
  }

  /** The first file of a form under a name: its content, and what describes it. */
  formFile(name: string): [Reader, FileHeader] {
    const [header] = this.#files(name);
    if (header === undefined) throw goError("http: no such file");
    return [header.open(), header];
  }

  formValue(name: string): string {
    return this.form.get(name);
  }

  postFormValue(name: string): string {
    return this.postForm.get(name);
  }

  get #isMultipart(): boolean {
    return this.header.get("Content-Type").startsWith("multipart/");
  }

  #files(name: string): FileHeader[] {
    return (this.#state.ask("request.files", [name]) as WireFile[]).map((file) => new FileHeader(file));
  }

  /** Without the query. */
  #bodyValues(): Pairs {
    if (this.header.get("Content-Type").startsWith("application/x-www-form-urlencoded")) {
      return [...new URLSearchParams(this.body.readAll())];
    }
    if (!this.#isMultipart) return [];
    const { pairs = [] } = this.#state.ask("request.sentBody") as { pairs?: Pairs };
    return pairs.slice(new URLSearchParams(this.url.rawQuery).size);
  }
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    return new Uint8Array();
  }
}

/** In Go the host is no header of a request. */
function isHost([name]: readonly [string, string]): boolean {
  return name.toLowerCase() === "host";
}
