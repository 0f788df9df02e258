import type { HookEvent } from "../../lib/hook.ts";
import type { Context } from "../../model/context.ts";
import type { EventProperty } from "../../model/hook-events.ts";
import type { RealtimeClient } from "../../model/realtime/client.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { AppApi, AuthRecord, RealtimeClientInfo } from "../app-api.ts";
import { BoundApp } from "../bound-app.ts";
import type { LooseRecord } from "../collection-types.ts";
import type { EventRequest } from "../events.ts";
import { originalView, recordView, viewedRecord } from "./record-view.ts";
import { requestView } from "./request-view.ts";

/** An event of the server's own hooks, whichever it is: what it has of these. */
export interface InnerEvent {
  context: Context;
  record?: RecordModel | null;
  records?: RecordModel[];
  otp?: RecordModel;
  collection?: unknown;
  request?: RequestInfo;
  client?: RealtimeClient;
}

/** The call of the handler that gets the event. */
interface HandlerCall {
  pausedFor(work: () => Promise<void>): Promise<void>;
}

/** The properties of events that PluginEvent has no accessor for. Handlers read and set their values unchanged. */
export type PlainProperty = Exclude<EventProperty, keyof InnerEvent>;

/** Written out because types are gone at run time; a name too many or too few does not compile. */
const PLAIN_PROPERTIES = {
  action: true,
  allowed: true,
  authMethod: true,
  batch: true,
  channel: true,
  collections: true,
  createData: true,
  deleteMissing: true,
  error: true,
  exclude: true,
  field: true,
  idleTimeoutMs: true,
  identity: true,
  identityField: true,
  isNewRecord: true,
  isRestart: true,
  key: true,
  kind: true,
  mailer: true,
  maxTimeoutMs: true,
  message: true,
  meta: true,
  name: true,
  newEmail: true,
  newSettings: true,
  oauth2User: true,
  oldSettings: true,
  password: true,
  providerName: true,
  result: true,
  settings: true,
  subscriptions: true,
  thumbError: true,
  token: true,
} satisfies Record<PlainProperty, true>;

let innerOf: (event: PluginEvent) => InnerEvent & Record<string, unknown>;

/** An event as a plugin's handler gets it. One class for all hooks: what an event does not have is undefined. */
export class PluginEvent {
  readonly #inner: InnerEvent;
  readonly #call: HandlerCall;
  /** Gives the API on the context of the event. */
  readonly #appOn: (context: Context) => AppApi;
  /** The chain gives each of its handlers another one. */
  readonly #next: () => Promise<void>;
  #app: AppApi | undefined;

  static {
    innerOf = (event) => event.#inner as InnerEvent & Record<string, unknown>;
  }

  constructor(inner: InnerEvent & HookEvent, call: HandlerCall, appOn: (context: Context) => AppApi) {
    this.#inner = inner;
    this.#call = call;
    this.#appOn = appOn;
    this.#next = inner.next;
  }

  get app(): AppApi {
    return (this.#app ??= this.#appOn(this.#inner.context));
  }

  /** What follows works on that app's context: in its transaction. */
  set app(app: AppApi) {
    this.#inner.context = BoundApp.contextOf(app);
    this.#app = app;
  }

  next(): Promise<void> {
    return this.#call.pausedFor(this.#next);
  }

  get record(): LooseRecord | null | undefined {
    const { record } = this.#inner;
    return record === undefined || record === null ? record : recordView(record);
  }

  set record(view: LooseRecord | null) {
    this.#inner.record = view === null ? null : viewedRecord(view);
  }

  get records(): LooseRecord[] | undefined {
    return this.#inner.records?.map(recordView);
  }

  set records(views: LooseRecord[]) {
    this.#inner.records = views.map(viewedRecord);
  }

  get original(): Readonly<LooseRecord> | null {
    const { record } = this.#inner;
    return record === undefined || record === null ? null : originalView(record);
  }

  get otp(): LooseRecord | undefined {
    return this.#inner.otp && recordView(this.#inner.otp);
  }

  get collection(): unknown {
    return this.#inner.collection ?? this.#inner.record?.collection;
  }

  set collection(collection: unknown) {
    this.#inner.collection = collection;
  }

  get request(): EventRequest | undefined {
    return this.#inner.request && requestView(this.#inner.request);
  }

  get auth(): AuthRecord | null {
    const auth = this.#inner.request?.auth ?? null;
    return auth === null ? null : (recordView(auth) as AuthRecord);
  }

  get client(): RealtimeClientInfo | undefined {
    return this.#inner.client && clientView(this.#inner.client);
  }

  hide(...keys: readonly string[]): void {
    for (const key of keys) this.#inner.record?.visibility.set(key, false);
  }

  show(...keys: readonly string[]): void {
    for (const key of keys) this.#inner.record?.visibility.set(key, true);
  }

  extend(values: Readonly<Record<string, unknown>>): void {
    const { record } = this.#inner;
    if (record) Object.assign(record.custom, values);
  }
}

for (const name of Object.keys(PLAIN_PROPERTIES)) {
  Object.defineProperty(PluginEvent.prototype, name, {
    get(this: PluginEvent): unknown {
      return innerOf(this)[name];
    },
    set(this: PluginEvent, value: unknown) {
      innerOf(this)[name] = value;
    },
  });
}

function clientView({ id, transport, auth, subscriptions }: RealtimeClient): RealtimeClientInfo {
  const { collection } = auth ?? {};
  const info =
    auth && collection ? { id: auth.id, collectionId: collection.id, collectionName: collection.name } : null;
  return { id, transport, auth: info, subscriptions };
}
