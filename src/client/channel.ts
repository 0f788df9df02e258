import type { Member, ServerMessage } from "../lib/realtime-protocol.ts";
import type { Answer, Connection } from "./connection.ts";

export type { Member } from "../lib/realtime-protocol.ts";

export interface ChannelOptions {
  /** The presence state that the other members see. */
  readonly state?: unknown;
  readonly onBroadcast?: (event: string, data: unknown, from: Member) => void;
  /** Called when a member joins, leaves or changes its state; `channel.members` is already up to date. */
  readonly onPresence?: (kind: "join" | "leave" | "state", member: Member) => void;
  /** Called with all members, after joining and after each reconnect. */
  readonly onMembers?: (members: readonly Member[]) => void;
  /** Called when the server removes the client because it may no longer be on the channel. */
  readonly onRemoved?: () => void;
}

/** A channel that the client has joined. */
export class Channel {
  readonly name: string;
  readonly #connection: Connection;
  readonly #options: ChannelOptions;
  readonly #forget: () => void;
  readonly #members = new Map<string, Member>();
  #state: unknown;
  isJoined = false;

  constructor(name: string, { connection, options, forget }: ChannelParts) {
    this.name = name;
    this.#connection = connection;
    this.#options = options;
    this.#forget = forget;
    this.#state = options.state;
  }

  get state(): unknown {
    return this.#state;
  }

  /** All members, including this client. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  async join(): Promise<void> {
    const answer = await this.#connection.request(
      { type: "join", channel: this.name, state: this.#state },
      { isRepeated: true },
    );
    if (answer.type === "ok") this.joined(answer.members ?? []);
  }

  /** Changes the presence state that the other members see. */
  async setState(state: unknown): Promise<void> {
    await this.#connection.request({ type: "state", channel: this.name, state });
    this.#state = state;
  }

  /** Sends to all other members; with `self`, to this client too. */
  broadcast(event: string, data: unknown, { self = false } = {}): Promise<Answer> {
    return this.#connection.request({ type: "broadcast", channel: this.name, event, data, self });
  }

  async leave(): Promise<void> {
    this.#forget();
    this.isJoined = false;
    await this.#connection.request({ type: "leave", channel: this.name });
  }

  joined(members: readonly Member[]): void {
    this.isJoined = true;
    this.#members.clear();
    for (const member of members) this.#members.set(member.id, member);
    this.#options.onMembers?.(members);
  }

  /** Handles a message of the server about this channel. */
  receive(message: Extract<ServerMessage, { type: "presence" | "broadcast" }>, ownId: string): void {
    if (message.type === "broadcast") {
      this.#options.onBroadcast?.(message.event, message.data, message.from);
      return;
    }
    const { kind, member } = message;
    if (kind === "leave") this.#members.delete(member.id);
    else this.#members.set(member.id, member);
    if (kind === "leave" && member.id === ownId) this.removed();
    else this.#options.onPresence?.(kind, member);
  }

  removed(): void {
    this.isJoined = false;
    this.#forget();
    this.#options.onRemoved?.();
  }
}

interface ChannelParts {
  readonly connection: Connection;
  readonly options: ChannelOptions;
  readonly forget: () => void;
}
