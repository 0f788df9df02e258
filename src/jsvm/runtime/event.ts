import { PARAMS_TABLE } from "../../model/params/param-rows.ts";
import type { WireEvent, WireOutcome } from "../wire.ts";
import { App } from "./app.ts";
import { HostCollection } from "./collection.ts";
import { Context } from "./context.ts";
import { Duration } from "./duration.ts";
import { EventState, type Writable } from "./event-state.ts";
import { notAnother } from "./go-arguments.ts";
import { HostRecord } from "./record.ts";
import { RecordList } from "./server.ts";
import { assigned, likeObject, TypedObject } from "./typed-object.ts";

const link = Symbol("link");

/** Says that a handler ends with this `next()`, which the server calls then. */
export const LAST_NEXT = Symbol("last next");

/** An event as scripts see it: what it has, besides methods, are properties of its own. */
export class HookEvent extends TypedObject {
  declare app: App;
  declare type?: string;
  declare readonly [link]: EventState;

  constructor(event: WireEvent, app: number, state = new EventState(event, app)) {
    const start = { app: Object.seal(new App(app)) };
    super(state.event === null ? Object.assign(start, state.properties()) : start);
    Object.defineProperty(this, link, { value: state });
    if (state.event !== null) return;
    state.event = this;
    if (state.isAboutCollection) defineLazily(this, state.isOfModel ? "model" : "collection", () => state.collection());
    if (event.kind === "onRecordAuthWithOAuth2Request") {
      defineLazily(this, "providerClient", () => state.providerClient());
    }
    const type = typeOf(event.kind);
    if (type !== null) this.type = type;
    const inner = innerName(event.kind);
    if (inner !== null) Object.defineProperty(this, inner, { value: this });
  }

  override [assigned](value: unknown, current: unknown, name: string): unknown {
    if (current instanceof App && !(value instanceof App)) throw notAnother(value, "core.App");
    return current instanceof Duration ? new Duration(Number(value)) : likeObject(value, current, name);
  }

  next(place?: unknown): undefined {
    if (place === LAST_NEXT) stateOf(this).goesOn = true;
    else stateOf(this).exchange("event.next");
  }

  /** Go's event within this one. */
  get event(): this {
    return this;
  }

  /** Nothing ends it but the end of the run. */
  get context(): Context {
    return stateOf(this).context;
  }

  set context(context: unknown) {
    if (context instanceof Context) stateOf(this).context = context;
  }

  /** By which handlers may be bound to just what the event is for. */
  tags(): string[] {
    const { record, collection, model } = this as Record<string, unknown>;
    const about = model ?? record ?? collection;
    if (about instanceof HostRecord) return about.hookTags();
    if (HostCollection.is(about)) return model === about ? [about.tableName()] : [about.id, about.name];
    return about === undefined || about === null ? [] : [PARAMS_TABLE];
  }
}

/** What hooks of models, records and collections say is done; null for others. */
function typeOf(kind: string): string | null {
  const [, type] =
    /^on(?:Model|Record|Collection)(?:After)?(Create|Update|Delete|Validate)(?!.*Request)/.exec(kind) ?? [];
  return type?.toLowerCase() ?? null;
}

/** The name that Go has for the part of an event that others have too. */
function innerName(kind: string): string | null {
  const [, about] = /^on(Model|Record|Collection)After.*Error$/.exec(kind) ?? [];
  if (about !== undefined) return `${about.toLowerCase()}Event`;
  return kind.startsWith("onMailerRecord") ? "mailerEvent" : null;
}

/** A property that is made when it is first asked for, and may be set. */
function defineLazily(target: object, name: string, make: () => unknown): void {
  let value: unknown;
  Object.defineProperty(target, name, {
    enumerable: true,
    configurable: true,
    get: () => (value ??= make()),
    set: (given: unknown) => {
      value = given;
    },
  });
}

/** The part of an event that is between scripts and the server. */
export function stateOf(event: HookEvent): EventState {
  const state = event[link];
  state.mustBeCurrent();
  return state;
}

/** What the handler of an event leaves behind at its end. */
export function remains(event: HookEvent | null): Pick<WireOutcome, "changes" | "records" | "goesOn"> {
  if (event === null) return {};
  const state = stateOf(event);
  const left: Writable<ReturnType<typeof remains>> = {};
  const { changes, records } = state.changes();
  if (Object.keys(changes).length > 0) left.changes = changes;
  if (records.length > 0) {
    const list = new RecordList();
    for (const record of records) list.add(record);
    left.records = list.wire;
  }
  if (state.goesOn) left.goesOn = true;
  return left;
}
