import PocketBase, { type RecordSubscription } from "pocketbase";
import { BaoboxClient, type RecordEvent } from "../../src/client/client.ts";
import { TestEventSource } from "../support/event-source.ts";
import type { Change } from "./node-writers.ts";

export interface ReaderOptions {
  readonly name: string;
  readonly bucket: number;
  readonly token: string;
  readonly collections: readonly string[];
  readonly problems: string[];
}

interface Item {
  readonly id: string;
  readonly bucket: number;
  readonly n: number;
}

const RESUBSCRIBE_MS = 3_000;
/** Longer than the SDK waits before it connects anew. */
const FORGOTTEN_MS = 3_000;

/** Notes what one client hears, and checks that it may, and in the order of each record. */
export class NodeReader {
  readonly name: string;
  events = 0;
  /** How often it had to load everything anew. */
  reloads = -1;
  twice = 0;
  readonly #options: ReaderOptions;
  readonly #heard = new Map<string, number>();
  readonly #lastOf = new Map<string, number>();
  /** Records of which it heard in another bucket. */
  readonly #others = new Set<string>();
  /** All that was acknowledged before was read then, by collection. */
  readonly #readAtMs = new Map<string, number>();

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.name = options.name;
  }

  /** It reads all that there is, so what was acknowledged until now it has. */
  loaded(collection: string): void {
    this.#readAtMs.set(collection, performance.now());
    this.reloads += 1;
  }

  hear(collection: string, { action, record }: { readonly action: string; readonly record: Item }): void {
    const { bucket, problems } = this.#options;
    this.events += 1;
    const key = `${collection}/${record.id}`;
    if (record.bucket !== bucket) this.#others.add(key);
    const last = this.#lastOf.get(key) ?? 0;
    if (record.n < last) problems.push(`${this.name} heard ${action} ${record.n} of ${key} after ${last}`);
    this.#lastOf.set(key, record.n);
    const change = keyOf(key, action === "delete", record.n);
    const times = (this.#heard.get(change) ?? 0) + 1;
    this.#heard.set(change, times);
    if (times > 1) this.twice += 1;
  }

  /** The changes of its bucket that it has neither heard of nor read. */
  missing(changes: readonly Change[]): Change[] {
    return changes.filter(({ collection, id, bucket, n, action, startedMs }) => {
      // One that was under way then was read, or is told.
      if (bucket !== this.#options.bucket || startedMs <= (this.#readAtMs.get(collection) ?? Infinity)) return false;
      return !this.#heard.has(keyOf(`${collection}/${id}`, action === "delete", n));
    });
  }

  /**
   * The records of which it heard in another bucket, and that never were in its own. An event is judged by the record of now, so who may
   * see a record by its last change may hear of those before.
   */
  forbidden(changes: readonly Change[]): string[] {
    const allowed = new Set<string>();
    for (const { collection, id, bucket } of changes) {
      if (bucket === this.#options.bucket) allowed.add(`${collection}/${id}`);
    }
    return [...this.#others].filter((key) => !allowed.has(key));
  }

  /** Changes that were made once, and of which it heard more often. */
  doubled(changes: readonly Change[]): Change[] {
    return changes.filter(({ collection, id, n, action, isRetried }) => {
      const times = this.#heard.get(keyOf(`${collection}/${id}`, action === "delete", n)) ?? 0;
      return !isRetried && times > 1;
    });
  }
}

function keyOf(record: string, isDeletion: boolean, n: number): string {
  return `${record} ${isDeletion ? "delete" : n}`;
}

/** A reader over the WebSocket, which connects to another node each time and resumes there. */
export async function openHoppingSocket(options: ReaderOptions, pickUrl: () => string): Promise<OpenReader> {
  const reader = new NodeReader(options);
  const sockets: WebSocket[] = [];
  class HoppingSocket extends WebSocket {
    constructor(address: string | URL) {
      const { pathname, search } = new URL(address);
      super(pickUrl().replace(/^http/, "ws") + pathname + search);
      sockets.push(this);
    }
  }
  const client = new BaoboxClient(pickUrl(), { token: options.token, WebSocket: HoppingSocket });
  for (const collection of options.collections) {
    await again(() =>
      client.subscribe<Item>(`${collection}/*`, {
        onEvent: (event: RecordEvent<Item>) => reader.hear(collection, event),
        onReload: () => reader.loaded(collection),
      }),
    );
    reader.loaded(collection);
  }
  reader.reloads = 0;
  return { reader, cut: () => sockets.at(-1)?.close(4000), close: () => client.close() };
}

/**
 * A reader over the event stream, whose requests go to other nodes by way of a balancer: it can't resume, and loads anew when it has
 * connected anew.
 */
export async function openStream(options: ReaderOptions, url: string, pickUrl: () => string): Promise<OpenReader> {
  class HoppingSource extends TestEventSource {
    constructor(address: string | URL) {
      const { pathname, search } = new URL(address);
      super(pickUrl() + pathname + search);
    }
  }
  // The SDK takes the global one.
  Object.assign(globalThis, { EventSource: HoppingSource });
  const reader = new NodeReader(options);
  const client = new PocketBase(url).autoCancellation(false);
  client.authStore.save(options.token, null);
  for (const collection of options.collections) {
    await again(() =>
      client.collection(collection).subscribe("*", ({ action, record }: RecordSubscription) => {
        reader.hear(collection, { action, record: record as unknown as Item });
      }),
    );
  }
  const reload = (): void => {
    // The SDK sends its subscriptions after it has heard of the connection; what is changed until then it would have to read.
    setTimeout(() => {
      for (const collection of options.collections) reader.loaded(collection);
    }, RESUBSCRIBE_MS);
  };
  await client.realtime.subscribe("PB_CONNECT", reload);
  const watching = connectForgotten(client);
  for (const collection of options.collections) reader.loaded(collection);
  reader.reloads = 0;
  const close = (): void => {
    clearInterval(watching);
    void client.realtime.unsubscribe();
  };
  return { reader, cut: () => undefined, close };
}

/**
 * The SDK (0.28) gives up its timer for connecting anew where the answer to its subscriptions comes after it has lost the stream, and is
 * silent from then on, whichever server it has.
 */
function connectForgotten({ realtime }: PocketBase): Timer {
  const inside = realtime as unknown as { clientId: string; initConnect(): void };
  let wasLost = false;
  return setInterval(() => {
    const isLost = inside.clientId === "";
    if (isLost && wasLost) inside.initConnect();
    wasLost = isLost;
  }, FORGOTTEN_MS);
}

export interface OpenReader {
  readonly reader: NodeReader;
  readonly cut: () => void;
  readonly close: () => void;
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 20) throw error;
      await Bun.sleep(200);
    }
  }
}
