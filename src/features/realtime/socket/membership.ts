import { streams } from "../../../model/protocol/bus-topics.ts";
import type { RecordChange } from "../../../model/protocol/realtime-events.ts";
import type { BrokerClient } from "../broker-client.ts";
import type { Identity } from "../identity.ts";
import type { Realtime } from "../realtime.ts";
import type { ChannelRule } from "./channel-rules.ts";
import type { Channels } from "./channels.ts";

/** Channels of more accounts are not checked anew for a while, a millisecond an account: data may change all the time. */
const MAX_ACCOUNTS_AT_ONCE = 32;
const MAX_PAUSE_MS = 1000;
const NEVER = -Infinity;
/** So many rules are checked together. */
const CHECKS_AT_ONCE = 8;

interface CheckedChannel {
  /** What was known of changes when the members were last checked. */
  version: number;
  /** Not checked before; messages then go out unchecked. */
  nextCheckMs: number;
  /** Deliveries wait for one another here while members are checked. */
  working: Promise<void> | null;
}

export interface MembershipOptions {
  readonly realtime: Realtime;
  readonly channels: () => Channels;
  readonly rules: () => Promise<readonly ChannelRule[]>;
  readonly mayStay: (client: BrokerClient, channel: string) => Promise<boolean>;
  readonly remove: (client: BrokerClient, channel: string) => void;
}

/**
 * Takes members off channels that they may be on no longer, because of other values of their record or of the records that the
 * channel's rule reads (`@collection.rooms.members`). They are checked before the next message that they would get, and with
 * each sweep; as long as nothing that matters has changed, nothing is checked.
 */
export class Membership implements Disposable {
  /** Counts the changes of records that rules may read. */
  version = 0;
  readonly #options: MembershipOptions;
  readonly #channels = new Map<string, CheckedChannel>();
  readonly #unsubscribe: () => void;
  /** The collections that the rules read; null for any. */
  #read: ReadonlySet<string> | null = null;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { bus } = options.realtime.context;
    this.#unsubscribe = bus.follow(streams.realtime, ({ message }) => {
      if (message.kind === "record") this.#note(message.change);
    });
    void this.rulesChanged();
  }

  /** To be told that the rules are others: members are checked anew. */
  async rulesChanged(): Promise<void> {
    this.#read = null;
    this.version += 1;
    try {
      this.#read = collectionsOf(await this.#options.rules());
    } catch (error) {
      this.#options.realtime.context.log.error("realtime: the channel rules can't be read", { error: String(error) });
    }
  }

  /** Runs the delivery at once where the members are known to be right, else after they have been checked. */
  beforeDelivery(name: string, deliver: () => void): void {
    const channel = this.#channel(name);
    if (channel.working === null && !this.#isDue(channel)) return deliver();
    const before = channel.working;
    const work = async (): Promise<void> => {
      await before;
      if (this.#isDue(channel)) await this.#check(name, channel);
      deliver();
      if (channel.working === working) channel.working = null;
    };
    const working: Promise<void> = work();
    channel.working = working;
  }

  /** Checks the members of channels although nothing that their rules read has changed. */
  recheck(names: Iterable<string>): void {
    for (const name of names) {
      Object.assign(this.#channel(name), { version: NEVER, nextCheckMs: NEVER });
      this.beforeDelivery(name, () => undefined);
    }
  }

  /** Checks what is due, and forgets channels without members. */
  sweep(): void {
    const names = new Set(this.#options.channels().names());
    for (const name of this.#channels.keys()) if (!names.has(name)) this.#channels.delete(name);
    for (const name of names) this.beforeDelivery(name, () => undefined);
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #channel(name: string): CheckedChannel {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = { version: NEVER, nextCheckMs: NEVER, working: null };
    this.#channels.set(name, channel);
    return channel;
  }

  #isDue({ version, nextCheckMs }: CheckedChannel): boolean {
    return version !== this.version && performance.now() >= nextCheckMs;
  }

  /** A plugin's hook may look at anything. */
  #note({ collectionId }: RecordChange): void {
    const { collections, hooks } = this.#options.realtime.context;
    const name = collections.current().byId(collectionId)?.name ?? "";
    const isRead = this.#read === null || this.#read.has(name) || this.#read.has(collectionId);
    if (isRead || !hooks.onRealtimeChannelRequest.isEmpty) this.version += 1;
  }

  async #check(name: string, channel: CheckedChannel): Promise<void> {
    channel.version = this.version;
    const { realtime, channels } = this.#options;
    const members = Map.groupBy(channels().membersOf(name), ({ identity }) => identity);
    const groups = [...members];
    const pauseMs = groups.length > MAX_ACCOUNTS_AT_ONCE ? Math.min(groups.length, MAX_PAUSE_MS) : 0;
    channel.nextCheckMs = performance.now() + pauseMs;
    for (let start = 0; start < groups.length; start += CHECKS_AT_ONCE) {
      const pause = realtime.broker.turns.pause();
      if (pause !== null) await pause;
      await Promise.all(groups.slice(start, start + CHECKS_AT_ONCE).map((group) => this.#checkGroup(name, group)));
    }
  }

  /** All of one identity may do the same, unless a hook says otherwise of a client. */
  async #checkGroup(name: string, [identity, clients]: [Identity | null, BrokerClient[]]): Promise<void> {
    const { realtime, mayStay, remove } = this.#options;
    const hasHook = !realtime.context.hooks.onRealtimeChannelRequest.isEmpty;
    const [first] = clients;
    if (first === undefined) return;
    const isAllowed = await mayStay(first, name);
    for (const client of clients) {
      const isSame = client.identity === identity;
      if (!(hasHook && client !== first) && isSame ? !isAllowed : !(await mayStay(client, name))) remove(client, name);
    }
  }
}

/** The collections that rules read; null where a path leads to others through relations. */
function collectionsOf(rules: readonly ChannelRule[]): ReadonlySet<string> | null {
  const read = new Set<string>();
  for (const rule of rules.flatMap(({ join, broadcast }) => [join ?? "", broadcast ?? ""])) {
    if (/@request\.auth\.\w+\.\w/.test(rule) || /@collection\.\w+(?::\w+)?\.\w+\.\w/.test(rule)) return null;
    for (const [, name = ""] of rule.matchAll(/@collection\.(\w+)/g)) read.add(name);
  }
  return read;
}
