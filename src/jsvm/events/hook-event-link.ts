import { toText } from "../../lib/convert.ts";
import type { HookEvent } from "../../lib/hook.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { parseDraft } from "../collection-draft.ts";
import type { Frame } from "../frame.ts";
import type { EventChanges, EventNews, SentRecord, WireCollection, WireEvent } from "../wire.ts";
import type { EventLink } from "./event-link.ts";
import { type EventProp, propsOf } from "./event-props.ts";
import { sentInfo } from "./request-info.ts";
import { applyResponse, responseState } from "./response-steps.ts";

/** The server's own event, whichever it is. */
export type ServerEvent = HookEvent & { context: Context; request?: RequestInfo } & Record<string, unknown>;

/** Hooks whose collection may not be stored yet. */
const CREATES = /Create|Validate/;

/** Hooks of requests that are answered without a body. */
const NO_CONTENT = /Delete|PasswordReset|Verification|EmailChange|Import|Subscribe/;

/** What holds a record or a list of records. */
const RECORDS = ["record", "records", "otp"];

/** An event of the server's hooks. */
export class HookEventLink implements EventLink {
  readonly #kind: string;
  readonly #event: ServerEvent;
  readonly #known: ReadonlyMap<string, EventProp>;
  /** The chain gives each of its handlers its own. */
  readonly #next: () => Promise<void>;
  /** What the realm knows of the properties, as JSON texts. */
  readonly #sent = new Map<string, string>();
  #errorOfNext: unknown = null;
  #wentOn = false;

  constructor(kind: string, event: ServerEvent) {
    this.#kind = kind;
    this.#event = event;
    this.#known = propsOf(kind);
    this.#next = event.next;
  }

  get context(): Context {
    return this.#event.context;
  }

  get request(): RequestInfo | null {
    return this.#event.request ?? null;
  }

  get call(): Call | null {
    return this.#event.request?.call ?? null;
  }

  /** Whether the handler has called `next()`, or has answered the request in its place. */
  get isFinished(): boolean {
    return this.#wentOn || this.call?.draft.isWritten === true;
  }

  async next(context = this.context): Promise<void> {
    this.#wentOn = true;
    const outer = this.context;
    const isOther = context !== outer;
    if (isOther) this.#event.context = context;
    try {
      await this.#next();
    } catch (error) {
      this.#errorOfNext = error;
      throw error;
    } finally {
      if (isOther) this.#event.context = outer;
    }
    // The first `next()` that comes back does so after the operation. Within a transaction it is done when that is.
    const isDone = context.transaction === outer.transaction;
    if (!isDone || this.call === null || !this.#kind.endsWith("Request")) return;
    this.call.draft.isOperationDone = true;
    this.call.draft.operationStatus = NO_CONTENT.test(this.#kind) ? 204 : 200;
    if (!this.call.draft.isForNobody) return;
    this.call.draft.isForNobody = false;
    throw this.#unknownAccount();
  }

  /** Notes what the handler ended with as the hook file's own, unless it came from further down the chain. */
  noteError(error: unknown): void {
    if (error instanceof Error && error !== this.#errorOfNext) this.context.hookFileErrors.add(error);
  }

  /** The client is answered as for an account that exists; only hooks hear that it does not. */
  #unknownAccount(): Error {
    const { name } = this.#event["collection"] as Collection;
    return new Error(`missing or invalid ${name} OTP auth record with email ${toText(this.request?.body["email"])}`);
  }

  payload(frame: Frame, code: string): WireEvent {
    const { request, call } = this;
    const { error, collection, record } = this.#event;
    const props = this.#props(frame, () => true);
    const known = record instanceof RecordModel ? record : null;
    const own = collection ?? known?.collection;
    const values = request === null ? frame.parts.saveContexts.of(known) : [];
    return {
      kind: this.#kind,
      props: error === undefined ? props : { ...props, error: frame.errors.encode(error) },
      records: this.#records(frame, () => true),
      ...(own === undefined ? {} : { collection: this.#collection(frame, own as Collection) }),
      ...(values.length === 0 ? {} : { context: values }),
      ...(request === null ? {} : { hasAuth: request.auth !== null }),
      ...(request !== null && code.includes("requestInfo") ? { info: sentInfo(request) } : {}),
      ...(call === null
        ? {}
        : {
            http: {
              method: call.request.method,
              url: call.url,
              pathValues: call.params,
              ...responseState(call),
            },
          }),
    };
  }

  apply(changes: EventChanges, taken: readonly RecordModel[], frame: Frame): void {
    const { props, records, collection, response, context, request } = changes;
    const values: Record<string, unknown> = this.#event;
    for (const [name, value] of Object.entries(props ?? {})) {
      const prop = this.#known.get(name);
      // What is encoded only is the server's own.
      if (prop === undefined || (prop.encode !== undefined && prop.decode === undefined)) continue;
      this.#sent.set(name, JSON.stringify(value));
      values[prop.inner] = prop.decode === undefined ? value : prop.decode(value, values[prop.inner]);
    }
    for (const [name, places] of Object.entries(records ?? {})) {
      // As in PocketBase, hooks of models stay with theirs.
      if (!RECORDS.includes(name) || (places === null && !this.#kind.endsWith("Request"))) continue;
      this.#event[name] = Array.isArray(places)
        ? places.map((place: number) => taken[place])
        : places === null
          ? null
          : taken[places as number];
    }
    if (collection !== undefined && this.#ownsCollection) this.#applyCollection(collection);
    if (response !== undefined && this.call !== null) applyResponse(this.call, response, frame.bytes);
    if (request !== undefined) this.call?.change(request);
    const { record } = this.#event;
    if (context !== undefined && record instanceof RecordModel) frame.parts.saveContexts.note(record, context);
  }

  news(frame: Frame): EventNews {
    const { collection } = this.#event;
    return {
      ...(this.#ownsCollection ? { collection: this.#collection(frame, collection as Collection) } : {}),
      props: this.#props(frame, (name, text) => this.#sent.get(name) !== text),
      records: this.#records(frame, (record) => frame.known.hasChanged(record)),
      ...responseState(this.call),
    };
  }

  /** Whether the event is about a collection, rather than about records of one. */
  get #ownsCollection(): boolean {
    const { collection, record, records } = this.#event;
    return collection !== undefined && record === undefined && records === undefined;
  }

  #collection(frame: Frame, collection: Collection): WireCollection {
    const isKnown = this.context.collections.current().byId(collection.id) !== undefined;
    return { key: frame.keyOf(collection), isNew: this.#ownsCollection && CREATES.test(this.#kind) && !isKnown };
  }

  #applyCollection(data: Readonly<Record<string, unknown>>): void {
    const { schema } = this.context.connection.dialect;
    this.#event["collection"] = parseDraft(data, this.#event["collection"] as Collection, schema);
  }

  #props(frame: Frame, isWanted: (name: string, text: string) => boolean): Record<string, unknown> {
    const props: Record<string, unknown> = {};
    for (const [name, { inner, encode, isOptional }] of this.#known) {
      if (!(inner in this.#event) || (isOptional === true && this.#event[inner] === undefined)) continue;
      const value = encode === undefined ? this.#event[inner] : encode(this.#event[inner], frame);
      const text = JSON.stringify(value) ?? "null";
      if (!isWanted(name, text)) continue;
      this.#sent.set(name, text);
      props[name] = value ?? null;
    }
    return props;
  }

  #records(frame: Frame, isWanted: (record: RecordModel) => boolean): Record<string, SentRecord | SentRecord[] | null> {
    const sent: Record<string, SentRecord | SentRecord[] | null> = {};
    for (const name of RECORDS) {
      if (!(name in this.#event)) continue;
      const value = this.#event[name];
      if (Array.isArray(value)) {
        const records = value as RecordModel[];
        if (records.some(isWanted)) sent[name] = records.map((record) => frame.known.send(record));
      } else if (!(value instanceof RecordModel)) sent[name] = null;
      else if (isWanted(value)) sent[name] = frame.known.send(value);
    }
    return sent;
  }
}
