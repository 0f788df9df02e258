import type {
  EventChanges,
  EventNews,
  ResponseStep,
  SentRecord,
  WireError,
  WireEvent,
  WireRequestInfo,
} from "../wire.ts";
import type { RequestChanges } from "../../model/route.ts";
import { AppBase } from "./app-base.ts";
import { appKey } from "./app-key.ts";
import { HostOtp } from "./auth-models.ts";
import { HostCollection } from "./collection.ts";
import { Context } from "./context.ts";
import { notAnother } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { toldError } from "./errors.ts";
import type { HookEvent } from "./event.ts";
import { ListResult, sentValue, shownValue } from "./event-values.ts";
import { MailClient } from "./mail.ts";
import { ProviderClient, type ProviderData } from "./oauth2-provider.ts";
import { HostRecord } from "./record.ts";
import { currentRun } from "./run-values.ts";
import { call } from "./server.ts";

export type Writable<Type> = { -readonly [name in keyof Type]: Type[name] };

/** What the server and the script's event know of each other. */
export class EventState {
  readonly wire: WireEvent;
  /** Set once it is made. Its request event, if it has one, shares this state. */
  event: HookEvent | null = null;
  readonly #response: ResponseStep[] = [];
  readonly #run = currentRun();
  isWritten: boolean;
  status: number;
  context: Context;
  /** Undefined until it was asked for. */
  auth: HostRecord | null | undefined;
  isAuthSet = false;
  /** Whether the handler ended with `next()`. */
  goesOn = false;
  /** What the handler changed in the request and the server does not know. */
  requestChanges: Writable<RequestChanges> = {};
  /** Notes what it changed in parts of the request that it has. */
  readonly requestParts: (() => void)[] = [];
  /** As long as nobody else had the event. */
  #info: WireRequestInfo | undefined;
  readonly #app: number;
  #collection: HostCollection | null = null;
  /** As the server knows it. */
  #sentCollection = "";
  /** As the server knows it. */
  #sentContext: Context;
  readonly #sent = new Map<string, string>();
  readonly #records = new Map<string, HostRecord | HostRecord[] | null>();
  readonly #byHandle = new Map<number, HostRecord>();

  constructor(wire: WireEvent, app: number) {
    this.wire = wire;
    this.#app = app;
    this.auth = wire.hasAuth === true ? undefined : null;
    this.isWritten = wire.http?.isWritten ?? false;
    this.status = wire.http?.status ?? 0;
    this.#info = wire.info;
    this.context = wire.context === undefined ? new Context() : Context.of(wire.context);
    this.#sentContext = this.context;
  }

  properties(): Record<string, unknown> {
    const { props, records } = this.wire;
    const { error, ...plain } = props;
    const properties = this.#take({ props: plain, records });
    if (error !== undefined) properties["error"] = toldError(error as WireError);
    if (this.wire.kind.startsWith("onMailer")) properties["mailer"] = new MailClient(this.#app);
    return properties;
  }

  get isOfModel(): boolean {
    return this.wire.kind.startsWith("onModel");
  }

  /** Whether scripts see its collection: events of requests have one, and those of collections; those of records have the record alone. */
  get isAboutCollection(): boolean {
    const { kind, collection, records } = this.wire;
    if (collection === undefined) return false;
    return this.isOfModel ? (records["record"] ?? null) === null : /^onCollection|Request$/.test(kind);
  }

  /** What scripts call the part of the event that the server calls so. */
  #shownName(name: string): string {
    return this.isOfModel && (name === "record" || name === "settings") ? "model" : name;
  }

  providerClient(): ProviderClient {
    const { providerName } = (this.event ?? {}) as { providerName?: unknown };
    const { key = 0 } = this.wire.collection ?? {};
    return new ProviderClient(this.ask("oauth2.provider", [key, providerName]) as ProviderData);
  }

  /** The collection of the event; the same object each time. */
  collection(): HostCollection {
    const { collection = { key: 0, isNew: false } } = this.wire;
    if (this.#collection === null) {
      this.#collection = HostCollection.fromKey(collection.key, collection.isNew);
      this.#noteCollection(this.#collection);
    }
    return this.#collection;
  }

  #noteCollection(collection: HostCollection): void {
    if (this.#records.size > 0) return;
    this.#sentCollection = JSON.stringify(HostCollection.draft(collection));
  }

  /** Its options where the handler changed them. In events about records the collection is only looked at. */
  #changedCollection(): Readonly<Record<string, unknown>> | null {
    if (this.#collection === null || this.#records.size > 0) return null;
    const draft = HostCollection.draft(this.#collection);
    return JSON.stringify(draft) === this.#sentCollection ? null : draft.data;
  }

  /** What the handler has done to the answer and the server does not know. */
  get response(): ResponseStep[] {
    this.mustBeCurrent();
    return this.#response;
  }

  /** A script may keep an event in a variable of a module, and the server would take it for that of the run that goes on. */
  mustBeCurrent(): void {
    if (this.#run !== currentRun()) throw goError("the event of a handler that has ended can't be used");
  }

  /** Tells what changed in the event, and takes over what the answer says of it. */
  exchange(operation: string): void {
    this.mustBeCurrent();
    this.#info = undefined;
    const { changes, records } = this.changes();
    const news = call(operation, this.#appNow(), [changes, ...records]) as EventNews | null;
    if (news === null || news === undefined) return;
    this.#learn(news);
    Object.assign(this.event ?? {}, this.#take(news));
    if (news.collection === undefined || this.#collection === null) return;
    HostCollection.update(this.#collection, news.collection);
    this.#noteCollection(this.#collection);
  }

  /** That of the event, unless the handler has set another one. */
  #appNow(): number {
    const app: unknown = this.event?.app;
    return app instanceof AppBase ? appKey(app) : this.#app;
  }

  /** Has the server write to the answer, behind what the handler has written. */
  answer(operation: string, args: readonly unknown[]): void {
    this.exchange("event.flush");
    this.#learn(this.ask(operation, args) as Pick<EventNews, "isWritten" | "status">);
  }

  ask(operation: string, args: readonly unknown[] = []): unknown {
    this.mustBeCurrent();
    return call(operation, this.#app, args);
  }

  /** What is known of the request, without who is signed in. */
  requestInfo(): WireRequestInfo {
    this.tellRequest();
    return this.#info ?? (this.ask("request.info") as WireRequestInfo);
  }

  /** Who is signed in. */
  authRecord(): HostRecord | null {
    if (this.auth === undefined) {
      const sent = this.ask("event.auth") as SentRecord | null;
      this.auth = sent === null ? null : new HostRecord(sent);
    }
    return this.auth;
  }

  /** What the handler changed and the server does not know. The records stand in the order of the message. */
  changes(): { changes: EventChanges; records: HostRecord[] } {
    const all = (this.event ?? {}) as unknown as Record<string, unknown>;
    const props: Record<string, unknown> = {};
    for (const [name, known] of this.#sent) {
      const value = sentValue(all[this.#shownName(name)]);
      const text = JSON.stringify(value) ?? "null";
      if (text === known) continue;
      this.#sent.set(name, text);
      props[name] = value;
    }
    const records: HostRecord[] = [];
    const place = (record: HostRecord): number => {
      const known = records.indexOf(record);
      return known >= 0 ? known : records.push(record) - 1;
    };
    const replaced: Record<string, number | number[] | null> = {};
    for (const [name, known] of this.#records) {
      const { result } = all;
      const isPage = name === "records" && result instanceof ListResult;
      const now = isPage ? result.items : (all[this.#shownName(name)] as HostRecord | HostRecord[] | null);
      const list = [now ?? []].flat();
      const wrong = list.find((one) => !(one instanceof HostRecord));
      if (wrong !== undefined) throw notAnother(wrong, "core.Record");
      if (now !== known || list.some((record) => record.hasNews)) {
        const places = list.map(place);
        replaced[name] = Array.isArray(now) ? places : (places[0] ?? null);
        this.#records.set(name, now);
      }
    }
    const collection = this.#changedCollection();
    // Each property apart: to spread seven objects into one took a tenth of a short run.
    const changes: Writable<EventChanges> = {};
    if (collection !== null) changes.collection = collection;
    if (Object.keys(props).length > 0) changes.props = props;
    if (Object.keys(replaced).length > 0) changes.records = replaced;
    if (this.response.length > 0) changes.response = this.response.splice(0);
    if (this.context !== this.#sentContext) changes.context = Context.values(this.context);
    const request = this.#changedRequest();
    if (request !== null) changes.request = request;
    if (this.isAuthSet) changes.auth = this.auth == null ? null : place(this.auth);
    this.isAuthSet = false;
    this.#sentContext = this.context;
    return { changes, records };
  }

  /** Has the server know the request as the handler has made it. */
  tellRequest(): void {
    this.#noteRequest();
    if (Object.keys(this.requestChanges).length > 0) this.exchange("event.flush");
  }

  #noteRequest(): void {
    for (const note of this.requestParts) note();
  }

  #changedRequest(): RequestChanges | null {
    this.#noteRequest();
    const request = this.requestChanges;
    if (Object.keys(request).length === 0) return null;
    this.requestChanges = {};
    return request;
  }

  #learn({ isWritten, status }: Pick<EventNews, "isWritten" | "status">): void {
    this.isWritten = isWritten;
    this.status = status;
  }

  #take({ props, records }: Pick<EventNews, "props" | "records">): Record<string, unknown> {
    const taken: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(props)) {
      const shown = shownValue(this.wire.kind, name, value);
      taken[this.#shownName(name)] = shown;
      this.#sent.set(name, JSON.stringify(sentValue(shown)) ?? "null");
    }
    for (const [name, sent] of Object.entries(records)) {
      // What a model event is for is then something else.
      if (sent === null && this.isOfModel) continue;
      const value = Array.isArray(sent)
        ? sent.map((one) => this.#record(one))
        : sent === null
          ? null
          : this.#record(sent, name === "otp" ? HostOtp : HostRecord);
      this.#records.set(name, value);
      taken[this.#shownName(name)] = value;
    }
    const { result, records: page } = taken;
    if (result instanceof ListResult && Array.isArray(page)) result.items = page as HostRecord[];
    return taken;
  }

  /** The same object for the same record of the server. */
  #record(sent: SentRecord, Kind: typeof HostRecord = HostRecord): HostRecord {
    const known = sent.handle === undefined ? undefined : this.#byHandle.get(sent.handle);
    if (known !== undefined) {
      known.update(sent);
      return known;
    }
    const record = new Kind(sent);
    if (sent.handle !== undefined) this.#byHandle.set(sent.handle, record);
    return record;
  }
}
