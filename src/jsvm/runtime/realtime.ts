import { toText } from "../../lib/convert.ts";
import { isBytes } from "./bytes.ts";
import { hostToString, toBytes } from "./conversions.ts";
import { notAnother, textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { fieldsOf, goFields } from "./go-struct.ts";
import { HostRecord } from "./record.ts";
import { call } from "./server.ts";
import { TypedObject } from "./typed-object.ts";
import type { SentRecord } from "../wire.ts";

interface SentClient {
  readonly id: string;
  readonly subscriptions: readonly string[];
}

/** A message to a client: a topic and its data, mostly JSON. */
export class SubscriptionMessage extends TypedObject {
  declare name: string;
  #data: unknown;

  constructor(given: unknown = {}) {
    const { name = "", data = "" } = (given ?? {}) as { name?: unknown; data?: unknown };
    super({ name: textArgument(name) });
    this.#data = data;
    Object.seal(this);
  }

  /** The bytes of the data, which may be set as a text, too. */
  get data(): unknown {
    if (!isBytes(this.#data)) this.#data = toBytes(this.#data);
    return this.#data;
  }

  set data(data: unknown) {
    if (typeof data !== "string" && !Array.isArray(data)) throw notAnother(data, "[]uint8");
    this.#data = data;
  }

  [goFields](): [string, unknown][] {
    return fieldsOf(this, ["name", "data"]);
  }

  toJSON(): object {
    return { name: this.name, data: this.data };
  }

  toWire(): { name: string; data: string } {
    return { name: this.name, data: hostToString(this.#data) };
  }
}

/** A connected client. What is asked of it is done by the server that it is connected to. */
export class HostClient {
  readonly #id: string;
  #subscriptions: readonly string[];
  #isDiscarded = false;

  constructor({ id, subscriptions }: SentClient) {
    this.#id = id;
    this.#subscriptions = subscriptions;
  }

  id(): string {
    return this.#id;
  }

  /** The subscriptions that begin with one of the prefixes, with their options. */
  subscriptions(...prefixes: readonly string[]): Record<string, unknown> {
    const wanted = this.#subscriptions.filter(
      (one) => prefixes.length === 0 || prefixes.some((prefix) => `${one}?`.startsWith(prefix)),
    );
    return Object.fromEntries(wanted.map((one) => [one, optionsOf(one)]));
  }

  hasSubscription(name: string): boolean {
    return this.#subscriptions.includes(name);
  }

  subscribe(...names: readonly string[]): void {
    this.#subscriptions = [...new Set([...this.#subscriptions, ...names])].filter((name) => name !== "");
    call("realtime.change", 0, [this.#id, { subscribe: names }]);
  }

  /** From all where none is named. */
  unsubscribe(...names: readonly string[]): void {
    const ended = names.length === 0 ? this.#subscriptions : names;
    this.#subscriptions = this.#subscriptions.filter((name) => !ended.includes(name));
    call("realtime.change", 0, [this.#id, { unsubscribe: ended }]);
  }

  get(key: string): unknown {
    if (key !== "auth") return call("realtime.get", 0, [this.#id, key]) ?? null;
    const sent = call("realtime.auth", 0, [this.#id]) as SentRecord | null;
    return sent === null ? null : new HostRecord(sent);
  }

  /** As in PocketBase the value `auth` is who the client is signed in as. */
  set(key: string, value: unknown): void {
    if (key !== "auth") call("realtime.set", 0, [this.#id, key, value]);
    else if (value instanceof HostRecord) this.#signIn({ collectionId: value.collection().id, id: value.id });
    else this.#signIn(null);
  }

  unset(key: string): void {
    if (key === "auth") this.#signIn(null);
    else call("realtime.unset", 0, [this.#id, key]);
  }

  #signIn(auth: { collectionId: unknown; id: unknown } | null): void {
    call("realtime.change", 0, [this.#id, { auth }]);
  }

  discard(): void {
    this.#isDiscarded = true;
    call("realtime.change", 0, [this.#id, { isDiscarded: true }]);
  }

  isDiscarded(): boolean {
    return this.#isDiscarded;
  }

  send(message: unknown): void {
    if (!(message instanceof SubscriptionMessage)) throw new TypeError("could not convert the argument to a message");
    const { name, data } = message.toWire();
    call("realtime.send", 0, [this.#id, name, data]);
  }
}

/** The part of a subscription behind its `?options=`. */
function optionsOf(subscription: string): { query: object; headers: object } {
  const options = new URLSearchParams(subscription.split("?")[1] ?? "").get("options");
  try {
    const { query = {}, headers = {} } = JSON.parse(options ?? "{}") as { query?: object; headers?: object };
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase().replaceAll("-", "_"), value]);
    return { query: textsOf(Object.entries(query)), headers: textsOf(named as [string, unknown][]) };
  } catch {
    return { query: {}, headers: {} };
  }
}

function textsOf(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name, toText(value)]));
}

/** `$app.subscriptionsBroker()` */
export class SubscriptionsBroker {
  clients(): Record<string, HostClient> {
    return Object.fromEntries(this.#all().map((client) => [client.id(), client]));
  }

  chunkedClients(size: number): HostClient[][] {
    const all = this.#all();
    if (all.length === 0) return [];
    if (size <= 0) return [all];
    return Array.from({ length: Math.ceil(all.length / size) }, (_item, index) =>
      all.slice(index * size, (index + 1) * size),
    );
  }

  totalClients(): number {
    return this.#all().length;
  }

  clientById(id: string): HostClient {
    const client = this.#all().find((one) => one.id() === id);
    if (client === undefined) throw goError(`no client associated with connection ID "${id}"`);
    return client;
  }

  unregister(id: string): void {
    call("realtime.change", 0, [id, { isDiscarded: true }]);
  }

  #all(): HostClient[] {
    return (call("realtime.clients", 0) as SentClient[]).map((client) => new HostClient(client));
  }
}
