import type { Claims } from "../lib/jwt.ts";
import { MAX_JSON_VALUES } from "../lib/json-scan.ts";
import { FieldsSyntaxError, parseFields } from "../lib/pick-fields.ts";
import { stringifyJson } from "../lib/json-text.ts";
import type { Turns } from "../lib/time-slicer.ts";
import type { SocketHandlers } from "../lib/web-socket.ts";
import { AnswerDraft, type PlainAnswer } from "../model/answer-draft.ts";
import type { TokenVerifier } from "../model/auth/token-verifier.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { Context } from "../model/context.ts";
import type { RecordModel } from "../model/records/record.ts";
import type { RequestInfo } from "../model/request-info.ts";
import type { Call, InnerRequest, RequestChanges, Route } from "../model/route.ts";
import { clientAddress } from "./middleware/client-address.ts";
import { checkSuperuserAddress } from "./middleware/superuser-ips.ts";
import { checkContentLength, limitedChunks } from "./middleware/body-limit.ts";
import type { RateLimits } from "./middleware/rate-limit.ts";
import { parseBody } from "./parse-request-body.ts";
import { replaceHeaders, replaceValues, withQuery } from "./change-request.ts";
import { type QueryValues, parseQuery } from "./query-values.ts";
import { IncomingRequestInfo } from "./request-info.ts";
import { RequestTurns } from "./request-turns.ts";

/** A request as it arrived from the socket or a test. */
export interface Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  /** By the clock of `performance.now()`. */
  readonly receivedMs: number;
  /** Asked for only when something needs the address. */
  remoteAddress(): string;
  /** 0 where there is no connection. */
  remotePort(): number;
  keepOpen(): void;
  /** Whether the connection is a WebSocket from now on. */
  upgrade(handlers: SocketHandlers): boolean;
}

/** What all requests share. */
export interface CommonParts {
  readonly context: Context;
  readonly tokens: TokenVerifier;
  readonly queryValues: QueryValues;
  /** For the files of forms. */
  readonly temporaryFolder: string;
}

/** That of the headers that each answer has. */
const JSON_TYPE = "application/json";

const NO_PARAMS: Readonly<Record<string, string>> = {};

export class RequestCall implements Call, AsyncDisposable {
  readonly context: Context;
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  auth: RecordModel | null = null;
  /** Whose token the request had. */
  tokenAuth: RecordModel | null = null;
  /** Null for an unknown path. */
  route: Route | null = null;
  maxBodyBytes: number | null = null;
  maxJsonValues: Route["maxJsonValues"] = undefined;
  rateLimits: RateLimits | null = null;
  startedMs = 0;
  mayBeFramed = false;
  /** Whether the activity log gets an entry if the request succeeds. */
  isSuccessLogged = true;
  requestId: string | null = null;
  changedInfo: Partial<Pick<RequestInfo, "query" | "headers">> = NO_PARAMS;
  /** How often hooks have changed the request. */
  changeCount = 0;
  /** The error behind the answer that a middleware got; kept for the activity log. */
  error: unknown = null;
  /** The answer that `json` and its like made last: it has the common headers already. */
  made: Response | null = null;
  readonly #incoming: Incoming;
  readonly #headers: Headers;
  readonly #common: CommonParts;
  #url: string | undefined;
  #collection: Collection | undefined;
  #query: URLSearchParams | undefined;
  #firstValues: Readonly<Record<string, string>> | undefined;
  #clientAddress: string | undefined;
  /** Lines that hooks have set and `request.headers` can't hold. */
  #otherHeaders: readonly (readonly [string, string])[] = [];
  #remoteAddress: string | undefined;
  #remotePort: number | undefined;
  #info: RequestInfo | undefined;
  #fullInfo: Promise<RequestInfo> | undefined;
  #resource: AsyncDisposable | null = null;
  #draft: AnswerDraft | undefined;
  #parsedBody: Record<string, unknown> | undefined;
  #bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;

  /** `headers` are those that each answer has. */
  constructor(common: CommonParts, incoming: Incoming, headers: Headers) {
    this.context = common.context;
    this.#common = common;
    this.#incoming = incoming;
    this.request = incoming.request;
    this.params = incoming.params ?? NO_PARAMS;
    this.#headers = headers;
  }

  get collection(): Collection | undefined {
    this.#collection ??= this.context.collections.current().find(this.params["collection"] ?? "");
    return this.#collection;
  }

  get query(): URLSearchParams {
    this.#query ??= parseQuery(this.url);
    return this.#query;
  }

  get clientAddress(): string {
    if (this.#clientAddress !== undefined) return this.#clientAddress;
    const { trustedProxy } = this.context.settings.current();
    return (this.#clientAddress = clientAddress(this.request, this.remoteAddress, trustedProxy));
  }

  get headerLines(): (readonly [string, string])[] {
    return [...this.request.headers, ...this.#otherHeaders];
  }

  get remoteAddress(): string {
    this.#remoteAddress ??= this.#incoming.remoteAddress();
    return this.#remoteAddress;
  }

  get remotePort(): number {
    return (this.#remotePort ??= this.#incoming.remotePort());
  }

  get draft(): AnswerDraft {
    return (this.#draft ??= new AnswerDraft());
  }

  /** Null where no hook asked for it, or where it was taken before. */
  takeDraft(): AnswerDraft | null {
    const draft = this.#draft ?? null;
    this.#draft = undefined;
    return draft;
  }

  /** The first value of each parameter of the query. */
  get firstQueryValues(): Readonly<Record<string, string>> {
    this.#firstValues ??= this.#common.queryValues.of(this.url);
    return this.#firstValues;
  }

  /** For work that takes long; it ends where the client has gone. */
  get turns(): Turns {
    return new RequestTurns(this.context.turns, this.request);
  }

  info(): RequestInfo {
    this.#info ??= new IncomingRequestInfo(this, { body: {} });
    return this.#info;
  }

  readInfo(): Promise<RequestInfo> {
    this.#fullInfo ??= this.#readBody();
    return this.#fullInfo;
  }

  get url(): string {
    return this.#url ?? this.request.url;
  }

  change({ headers, query, remote, info = {} }: RequestChanges): void {
    if (headers !== undefined) this.#otherHeaders = replaceHeaders(this.request.headers, headers);
    if (query !== undefined) this.#url = withQuery(this.url, query);
    if (remote !== undefined) [this.#remoteAddress, this.#remotePort] = [remote.address, remote.port];
    const { body, ...others } = info;
    if (body !== undefined && this.#parsedBody !== undefined) replaceValues(this.#parsedBody, body);
    this.changedInfo = { ...this.changedInfo, ...others };
    this.#query = this.#firstValues = this.#clientAddress = undefined;
    this.changeCount += 1;
  }

  async signIn(): Promise<void> {
    if (this.auth !== null && this.auth !== this.tokenAuth) return;
    const token = this.request.headers.get("authorization");
    this.auth = this.tokenAuth = token === null ? null : await this.#common.tokens.verifyHeader(token);
    // Routes of hook files were checked before.
    if (this.auth !== null) checkSuperuserAddress(this, this.auth);
  }

  tokenClaims(header: string): Claims | null {
    return this.#common.tokens.claimsOf(header);
  }

  readBytes(): Promise<Uint8Array<ArrayBuffer>> {
    checkContentLength(this.request, this.maxBodyBytes);
    return (this.#bytes ??= readLimited(this.request, this.maxBodyBytes));
  }

  wholeRequest(): Request | Promise<Request> {
    return this.#bytes?.then((bytes) => withBody(this.request, bytes)) ?? this.request;
  }

  checkRateLimit(inner: InnerRequest): void | Promise<void> {
    return this.rateLimits?.checkInner(inner, this, this.auth);
  }

  json(value: unknown, status = 200): Response {
    const fields = status < 300 ? this.firstQueryValues["fields"] : null;
    return this.jsonText(fields ? pickedText(value, fields) : stringifyJson(value), status);
  }

  jsonText(text: string, status = 200): Response {
    // Go ends what it encodes with a newline, and some clients compare bodies. An empty text is an answer that broke off.
    this.made = new Response(text === "" ? text : `${text}\n`, { status, headers: this.#headers });
    return this.made;
  }

  /** The answer that hooks have written, or that of the operation with what they did to it. */
  complete(draft: AnswerDraft, response: Response): Response | Promise<Response> {
    const plain = this.mayBeFramed ? null : draft.plain;
    return plain === null ? draft.complete(response) : this.#plainText(plain);
  }

  #plainText({ status, type, text }: PlainAnswer): Response {
    const headers = type === JSON_TYPE ? this.#headers : new Headers(this.#headers);
    if (type !== JSON_TYPE) headers.set("content-type", type);
    this.made = new Response(text, { status, headers });
    return this.made;
  }

  noContent(): Response {
    return new Response(null, { status: 204 });
  }

  keepOpen(): void {
    this.#incoming.keepOpen();
  }

  upgrade(handlers: SocketHandlers): Response | null {
    if (!this.#incoming.upgrade(handlers)) return null;
    // The socket is answered already; this response only marks the call as successful.
    this.made = new Response(null);
    return this.made;
  }

  /** Removes temporary files of the body. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resource?.[Symbol.asyncDispose]();
  }

  get holdsResources(): boolean {
    return this.#resource !== null;
  }

  async #readBody(): Promise<RequestInfo> {
    checkContentLength(this.request, this.maxBodyBytes);
    const options = {
      maxBytes: this.maxBodyBytes,
      maxJsonValues: this.maxJsonValues?.(this) ?? MAX_JSON_VALUES,
      temporaryFolder: this.#common.temporaryFolder,
      turns: this.turns,
    };
    const whole = this.wholeRequest();
    const request = whole instanceof Promise ? await whole : whole;
    const parsed = await parseBody(request, () => this.query, options);
    this.#resource = parsed.resource;
    this.#parsedBody = parsed.body;
    return new IncomingRequestInfo(this, parsed);
  }
}

function withBody({ method, headers, url, body, signal }: Request, bytes: Uint8Array<ArrayBuffer>): Request {
  // Empty bytes would be a body of no type.
  return new Request(url, { method, headers, signal, body: body === null ? null : bytes });
}

async function readLimited(request: Request, maxBytes: number | null): Promise<Uint8Array<ArrayBuffer>> {
  if (request.body === null) return new Uint8Array();
  const chunks = await Array.fromAsync(limitedChunks(request, maxBytes));
  return new Blob(chunks as Uint8Array<ArrayBuffer>[]).bytes();
}

/** PocketBase has sent the status when it finds that it can't read `fields`: the body then stays empty. */
function pickedText(value: unknown, fields: string): string {
  try {
    return stringifyJson(parseFields(fields).pick(value));
  } catch (error) {
    if (error instanceof FieldsSyntaxError) return "";
    throw error;
  }
}
