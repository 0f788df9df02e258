import type { ResponseStep, SentRecord, WireEvent, WireFile } from "../wire.ts";
import {
  ApiError,
  BadRequestError,
  ForbiddenError,
  InternalServerError,
  NotFoundError,
  TooManyRequestsError,
  UnauthorizedError,
} from "./errors.ts";
import { bytesStep, jsonStep, textStep } from "./answer-steps.ts";
import { bindBody, type SentBody } from "./bind-body.ts";
import { DirFs } from "./dir-fs.ts";
import { HookEvent, stateOf } from "./event.ts";
import type { EventState } from "./event-state.ts";
import { HostFile } from "./file.ts";
import { HttpRequest } from "./http-request.ts";
import { integerArgument, notAnother, textArgument } from "./go-arguments.ts";
import { goJson, goJsonProblem } from "./go-json.ts";
import { goXml, XML_HEAD } from "./go-xml.ts";
import { goError } from "./go-error.ts";
import { Reader } from "./reader.ts";
import { HttpResponse, statusArgument } from "./http-response.ts";
import { fromKept, keptForm } from "./kept-value.ts";
import { HostRecord } from "./record.ts";
import { RequestInfo } from "./request-info.ts";
import { sharedValue } from "./shared-value.ts";
import { assigned } from "./typed-object.ts";
import { bytesOf } from "./values.ts";

/** An event with a request, which handlers may answer: of routes, middleware, and the hooks of requests. */
export class RequestEvent extends HookEvent {
  #info: RequestInfo | undefined;

  get auth(): HostRecord | null {
    return stateOf(this).authRecord();
  }

  set auth(auth: HostRecord | null) {
    const state = stateOf(this);
    if (auth !== null && auth !== undefined && !(auth instanceof HostRecord)) throw notAnother(auth, "core.Record");
    state.auth = auth ?? null;
    state.isAuthSet = true;
  }

  hasSuperuserAuth(): boolean {
    return this.auth?.isSuperuser() === true;
  }

  requestInfo(): RequestInfo {
    if (this.#info === undefined) {
      const info = stateOf(this).requestInfo();
      this.#info = new RequestInfo({ ...info, auth: this.auth });
      for (const name of ["body", "query", "headers"] as const) watchPart(this.#info, name, stateOf(this));
      Object.seal(this.#info);
    }
    return this.#info;
  }

  /** Sets the properties of `target` that the body has. */
  bindBody(target: unknown): void {
    bindBody(target, stateOf(this).ask("request.sentBody") as SentBody | null);
  }

  findUploadedFiles(name: string): HostFile[] {
    const files = (stateOf(this).ask("request.files", [name]) as WireFile[]).map((file) => HostFile.of(file));
    if (files.length === 0) throw goError("http: no such file");
    return files;
  }

  json(status: number, data: unknown): undefined {
    const json = goJson(data);
    this.#write(status, "application/json", json === "" ? ["text", ""] : jsonStep(`${json}\n`));
    // As in Go the answer has begun by then.
    const problem = json === "" ? goJsonProblem(data) : null;
    if (problem !== null) throw goError(problem);
    return undefined;
  }

  string(status: number, text: unknown): undefined {
    return this.#write(status, "text/plain; charset=utf-8", textStep(textArgument(text)));
  }

  html(status: number, text: unknown): undefined {
    return this.#write(status, "text/html; charset=utf-8", textStep(textArgument(text)));
  }

  /** A text, a number, a truth value or a list of these; Go has no XML for maps. */
  xml(status: number, data: unknown): undefined {
    return this.#write(status, "application/xml; charset=utf-8", textStep(XML_HEAD + goXml(data)));
  }

  blob(status: number, type: string, content: unknown): undefined {
    const state = stateOf(this);
    if (!state.isWritten) state.response.push(["header", "set", "Content-Type", type]);
    return this.#write(status, type, bytesStep(bytesOf(content ?? "")));
  }

  stream(status: number, type: string, reader: unknown): undefined {
    if (!(reader instanceof Reader)) throw new TypeError("could not convert the argument to a reader");
    return this.#write(status, type, bytesStep(reader.readBytes()));
  }

  /** A file of a folder, or the index.html of a folder in it. */
  fileFS(folder: unknown, name: unknown): void {
    if (!(folder instanceof DirFs)) throw new TypeError("could not convert the argument to a file system");
    stateOf(this).answer("request.serveFile", [folder.root, name]);
  }

  noContent(status: number): undefined {
    this.#begin(status);
  }

  redirect(status: number, url: string): undefined {
    if (status < 300 || status > 399) throw new InternalServerError("invalid redirect status code");
    stateOf(this).response.push(["header", "set", "Location", String(url)]);
    this.#begin(status);
  }

  /** Of what was written; 0 before that. */
  status(): number {
    return stateOf(this).status;
  }

  written(): boolean {
    return stateOf(this).isWritten;
  }

  flush(): void {
    stateOf(this).exchange("event.flush");
  }

  setCookie(cookie: { toString(): string }): void {
    stateOf(this).response.push(["header", "add", "Set-Cookie", cookie.toString()]);
  }

  get(key: string): unknown {
    const state = stateOf(this);
    return keptValue(state.ask("event.get", [key]), (value) => void state.ask("event.set", [key, keptForm(value)]));
  }

  set(key: string, value: unknown): void {
    const isRecord = value instanceof HostRecord;
    stateOf(this).ask(isRecord ? "event.setRecord" : "event.set", [key, isRecord ? value : keptForm(value)]);
  }

  setAll(values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) this.set(key, value);
  }

  getAll(): Record<string, unknown> {
    const all = Object.entries(stateOf(this).ask("event.all") as Record<string, unknown>);
    return Object.fromEntries(all.map(([key, kept]) => [key, keptValue(kept, () => undefined)]));
  }

  isTLS(): boolean {
    return stateOf(this).wire.http?.url.startsWith("https:") === true;
  }

  realIP(): string {
    return this.#addresses().clientAddress;
  }

  remoteIP(): string {
    return this.#addresses().remoteAddress;
  }

  // As in PocketBase these take arguments of any type, unlike the constructors.

  error(status?: unknown, message?: unknown, data?: unknown): ApiError {
    return new ApiError(integerArgument(status), textArgument(message), data);
  }

  badRequestError(message?: unknown, data?: unknown): ApiError {
    return new BadRequestError(textArgument(message), data);
  }

  unauthorizedError(message?: unknown, data?: unknown): ApiError {
    return new UnauthorizedError(textArgument(message), data);
  }

  forbiddenError(message?: unknown, data?: unknown): ApiError {
    return new ForbiddenError(textArgument(message), data);
  }

  notFoundError(message?: unknown, data?: unknown): ApiError {
    return new NotFoundError(textArgument(message), data);
  }

  tooManyRequestsError(message?: unknown, data?: unknown): ApiError {
    return new TooManyRequestsError(textArgument(message), data);
  }

  internalServerError(message?: unknown, data?: unknown): ApiError {
    return new InternalServerError(textArgument(message), data);
  }

  #addresses(): { clientAddress: string; remoteAddress: string } {
    stateOf(this).tellRequest();
    return stateOf(this).ask("request.addresses") as { clientAddress: string; remoteAddress: string };
  }

  #begin(given: unknown): void {
    const state = stateOf(this);
    const status = statusArgument(given);
    state.response.push(["begin", status]);
    if (state.isWritten) return;
    state.isWritten = true;
    state.status = status;
  }

  /** As in Go, the first answer gives status and type; the contents of all follow each other. */
  #write(status: number, type: string, step: ResponseStep): undefined {
    const state = stateOf(this);
    if (!state.isWritten) state.response.push(["header", "default", "Content-Type", type]);
    this.#begin(status);
    state.response.push(step);
  }
}

/** The event of a route or a middleware, which has the request itself. */
export class RouteEvent extends RequestEvent {
  declare readonly request: HttpRequest;
  declare readonly response: HttpResponse;

  constructor(event: WireEvent, app: number, shared?: EventState) {
    super(event, app, shared);
    const state = stateOf(this);
    if (event.http !== undefined) {
      const request = Object.seal(new HttpRequest(event.http, state));
      defineFixed(this, "request", request);
      state.requestParts.push(() => HttpRequest.noteChanges(request));
    }
    defineFixed(this, "response", Object.seal(new HttpResponse(state)));
  }
}

/** A property that stays what it is: scripts can set nothing but that. */
function defineFixed(event: RouteEvent, name: string, value: object): void {
  Object.defineProperty(event, name, {
    enumerable: true,
    get: () => value,
    set: (given: unknown) => {
      if (given !== value) throw notAnother(given, value.constructor.name);
    },
  });
}

/** The event of a hook of a request: the request itself is in `requestEvent` only, as in PocketBase. */
export class RequestHookEvent extends RequestEvent {
  declare readonly requestEvent: RouteEvent;

  constructor(event: WireEvent, app: number) {
    super(event, app);
    let made: RouteEvent | undefined;
    Object.defineProperty(this, "requestEvent", {
      enumerable: true,
      get: () => (made ??= Object.seal(new RouteEvent(event, app, stateOf(this)))),
    });
  }
}

/** Has the server learn what the script makes of a part, once it has looked at it. */
function watchPart(info: RequestInfo, name: "body" | "query" | "headers", state: EventState): void {
  let part = info[name];
  let known: string | null = null;
  Object.defineProperty(info, name, {
    enumerable: true,
    get() {
      known ??= JSON.stringify(part);
      return part;
    },
    set(other: typeof part) {
      known ??= JSON.stringify(part);
      part = info[assigned](other, part, name) as typeof part;
    },
  });
  state.requestParts.push(() => {
    if (known === null) return;
    const text = JSON.stringify(part);
    if (text !== known) state.requestChanges.info = { ...state.requestChanges.info, [name]: part ?? {} };
    known = text;
  });
}

function keptValue(kept: unknown, store: (value: unknown) => void): unknown {
  const { record, value } = kept as { readonly record?: SentRecord; readonly value?: unknown };
  return record === undefined ? sharedValue(fromKept(value), store) : new HostRecord(record);
}
