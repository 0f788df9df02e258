import type { Member } from "../../../lib/realtime-protocol.ts";
import { questions, services, streams } from "../../../model/protocol/bus-topics.ts";
import type { ChannelEvent } from "../../../model/protocol/realtime-events.ts";
import type { Realtime } from "../realtime.ts";
import type { BrokerClient } from "../broker-client.ts";
import { Message } from "../message.ts";
import { channelEvent } from "./channel-event.ts";

/** Runs the delivery once it is sure that the members may still be on the channel: at once, or after earlier deliveries of it. */
export type DeliveryGuard = (channel: string, deliver: () => void) => void;

interface LocalMember {
  readonly client: BrokerClient;
  state: unknown;
}

/** The channels with members on this instance. Who is on them elsewhere is asked for when someone joins, and heard of afterwards. */
export class Channels implements Disposable {
  readonly #realtime: Realtime;
  readonly #beforeDelivery: DeliveryGuard;
  readonly #channels = new Map<string, Map<BrokerClient, LocalMember>>();
  readonly #ends: (() => void)[];

  constructor(realtime: Realtime, beforeDelivery: DeliveryGuard) {
    const { bus } = realtime.context;
    this.#beforeDelivery = beforeDelivery;
    this.#realtime = realtime;
    this.#ends = [
      bus.follow(streams.realtime, ({ seq, message }) => {
        if (message.kind === "broadcast") this.#receiveBroadcast(message, seq);
        else if (message.kind !== "record") this.#receivePresence(message, seq);
      }),
      bus.respond(questions.channelMembers, (channel) => this.#localMembers(channel)),
    ];
  }

  get channelCount(): number {
    return this.#channels.size;
  }

  names(): string[] {
    return [...this.#channels.keys()];
  }

  /** Those of this instance. */
  membersOf(channel: string): BrokerClient[] {
    return [...(this.#channels.get(channel)?.keys() ?? [])];
  }

  isMember(client: BrokerClient, channel: string): boolean {
    return this.#channels.get(channel)?.has(client) === true;
  }

  /** Enters the channel, or changes the state of who is on it already. Resolves to all that are on it. */
  async join(client: BrokerClient, channel: string, state: unknown): Promise<Member[]> {
    const isNew = !this.isMember(client, channel);
    const members = this.#channels.get(channel) ?? new Map<BrokerClient, LocalMember>();
    this.#channels.set(channel, members);
    members.set(client, { client, state });
    this.#publish({ kind: isNew ? "join" : "state", channel, member: memberOf(client, state) });
    return (await this.#realtime.context.bus.request(questions.channelMembers, channel)).flat();
  }

  /** The member that left; null where the client was not there. */
  leave(client: BrokerClient, channel: string): Member | null {
    const members = this.#channels.get(channel);
    const local = members?.get(client);
    if (members === undefined || local === undefined) return null;
    members.delete(client);
    if (members.size === 0) this.#channels.delete(channel);
    const member = memberOf(client, local.state);
    this.#publish({ kind: "leave", channel, member });
    return member;
  }

  /** Tells the others who the client is now. */
  refresh(client: BrokerClient, channel: string): void {
    const local = this.#channels.get(channel)?.get(client);
    if (local !== undefined) this.setState(client, channel, local.state);
  }

  setState(client: BrokerClient, channel: string, state: unknown): void {
    const member = this.#channels.get(channel)?.get(client);
    if (member === undefined) return;
    member.state = state;
    this.#publish({ kind: "state", channel, member: memberOf(client, state) });
  }

  broadcast(client: BrokerClient, broadcast: { channel: string; event: string; data: unknown; self: boolean }): void {
    const state = this.#channels.get(broadcast.channel)?.get(client)?.state ?? null;
    this.#publish({ kind: "broadcast", from: memberOf(client, state), ...broadcast });
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
  }

  #publish(event: ChannelEvent): void {
    const { bus } = this.#realtime.context;
    if (event.kind !== "broadcast") {
      const { kind, channel, member } = event;
      // Without its hub the instance ends.
      void Promise.resolve(bus.call(services.noteMember, { channel, member, isThere: kind !== "leave" })).catch(
        () => 0,
      );
    }
    bus.append(streams.realtime, event);
  }

  #localMembers(channel: string): Member[] | undefined {
    const members = this.#channels.get(channel);
    if (members === undefined) return undefined;
    return [...members.values()].map(({ client, state }) => memberOf(client, state));
  }

  #receivePresence({ kind, channel, member }: Exclude<ChannelEvent, { kind: "broadcast" }>, seq: number): void {
    // An instance that starts after it begins with its number, which a client may bring here.
    this.#realtime.history.pass(seq);
    const frame = JSON.stringify({ type: "presence", channel, kind, member });
    const message = new Message({ name: channel, data: frame, frame });
    this.#beforeDelivery(channel, () => this.#sendTo(channel, message, member.id));
  }

  #receiveBroadcast(broadcast: Extract<ChannelEvent, { kind: "broadcast" }>, seq: number): void {
    const { channel } = broadcast;
    const { broker, history } = this.#realtime;
    const { progress } = broker;
    history.add(seq, channelEvent(seq, progress.before(seq), broadcast));
    if (!this.#channels.has(channel)) return;
    progress.begin(seq);
    this.#beforeDelivery(channel, () => {
      const { data, exceptFor } = channelEvent(seq, progress.before(seq), broadcast);
      this.#sendTo(channel, new Message({ name: channel, data, seq, frame: data }), exceptFor);
      progress.endJob(seq);
    });
  }

  #sendTo(channel: string, message: Message, exceptFor: string | null): void {
    const members = this.#channels.get(channel);
    if (members === undefined) return;
    const clients = [...members.keys()].filter(({ id }) => id !== exceptFor);
    this.#realtime.broker.sendToAll([new Set(clients)], message);
  }
}

function memberOf({ id, auth }: BrokerClient, state: unknown): Member {
  return { id, auth: auth === null ? null : authInfo(auth), state: state ?? null };
}

export function authInfo({ id, collection }: NonNullable<BrokerClient["auth"]>) {
  return { id, collectionId: collection.id, collectionName: collection.name };
}
