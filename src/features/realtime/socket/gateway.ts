import { badRequest } from "../../../lib/api-error.ts";
import { topics } from "../../../model/protocol/bus-topics.ts";
import type { Call } from "../../../model/route.ts";
import type { BrokerClient } from "../broker-client.ts";
import type { Realtime } from "../realtime.ts";
import { answerHistoryRequests } from "./catch-up.ts";
import { ChannelRuleStore } from "./channel-rules.ts";
import { Channels } from "./channels.ts";
import { Membership } from "./membership.ts";
import { SocketSession } from "./session.ts";

/** Clients that were away for longer have to load anew. */
const HISTORY_KEPT_MS = 2 * 60_000;

/** So long a broadcast waits for members that don't read. */
const MAX_ROOM_WAIT_MS = 2000;

/** The WebSocket clients of this instance. */
export class Gateway implements Disposable {
  readonly realtime: Realtime;
  readonly channels: Channels;
  readonly channelRules: ChannelRuleStore;
  readonly membership: Membership;
  readonly #sessions = new Map<BrokerClient, SocketSession>();
  readonly #ends: (() => void)[];
  #lastUsedAtMs = 0;

  constructor(realtime: Realtime) {
    this.realtime = realtime;
    this.channels = new Channels(realtime, (channel, deliver) => this.membership.beforeDelivery(channel, deliver));
    this.channelRules = new ChannelRuleStore(realtime.context, () => {
      void this.membership.rulesChanged();
      for (const session of this.#sessions.values()) session.recheckChannels();
    });
    this.membership = new Membership({
      realtime,
      channels: () => this.channels,
      rules: () => this.channelRules.list(),
      mayStay: (client, channel) => this.#mayStay(client, channel),
      remove: (client, channel) => this.#sessions.get(client)?.leaveChannel(channel),
    });
    this.#ends = [
      answerHistoryRequests(realtime),
      realtime.context.bus.subscribe(topics.historyInUse, () => this.#keepHistory()),
    ];
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** GET /api/realtime/ws */
  async connect(call: Call): Promise<Response> {
    await this.realtime.use.begin();
    const session = new SocketSession(this, call.clientAddress);
    const { context } = this.realtime;
    const request = call.info();
    const event = { context, request, client: session.client, idleTimeoutMs: 0, maxTimeoutMs: Infinity };
    let response: Response | null = null;
    await context.hooks.onRealtimeConnectRequest.trigger(event, [], () => {
      if (request.auth !== null) this.realtime.broker.setAuth(session.client, request.auth);
      response = call.upgrade(session);
      if (response === null) throw badRequest("Expected a WebSocket handshake.");
    });
    return response ?? call.noContent();
  }

  add(session: SocketSession): void {
    this.#sessions.set(session.client, session);
    if (!this.realtime.history.isKept) this.realtime.context.bus.publish(topics.historyInUse, null);
  }

  /** Forgets a client whose connection has ended; its own end is the session's. */
  remove(session: SocketSession): void {
    this.#lastUsedAtMs = Date.now();
    this.#sessions.delete(session.client);
    for (const channel of session.channels) this.channels.leave(session.client, channel);
    session.channels.clear();
    this.realtime.broker.unregister(session.client);
  }

  /** Signs out clients whose tokens have expired, and forgets the history when nobody is left to ask for it. */
  sweep(nowMs: number): void {
    for (const session of this.#sessions.values()) {
      if (session.tokenExpiresAtMs > nowMs) continue;
      this.realtime.broker.setAuth(session.client, null);
      session.signedOut("token expired");
    }
    this.membership.sweep();
    if (this.#sessions.size > 0) this.realtime.context.bus.publish(topics.historyInUse, null);
    else if (nowMs - this.#lastUsedAtMs > HISTORY_KEPT_MS) this.realtime.history.keep(false);
  }

  /** Some instance has clients that could ask for it. */
  #keepHistory(): void {
    this.#lastUsedAtMs = Date.now();
    this.realtime.history.keep(true);
  }

  async recheckChannels(session: SocketSession): Promise<void> {
    const { client } = session;
    for (const channel of session.channels) {
      if (await this.mayUse(session, channel, "join")) {
        this.channels.refresh(client, channel);
      } else {
        session.leaveChannel(channel);
      }
    }
  }

  /** Resolves when the members on this instance have read enough to be sent more, or don't seem to read at all. */
  async roomOn(channel: string): Promise<void> {
    const members = this.channels.membersOf(channel);
    await Promise.all(
      members.flatMap((client) => this.#sessions.get(client)?.connection.roomForOthers(MAX_ROOM_WAIT_MS) ?? []),
    );
  }

  /** Under the stored rules, which hooks may overrule either way. */
  async mayUse(session: SocketSession, channel: string, action: "join" | "broadcast"): Promise<boolean> {
    const { client } = session;
    const { context } = this.realtime;
    const allowed = await this.channelRules.allows(client.auth, channel, action);
    const event = { context, client, channel, action, allowed };
    await context.hooks.onRealtimeChannelRequest.trigger(event, [], () => undefined);
    return event.allowed;
  }

  /** A right that can't be checked is none. */
  async #mayStay(client: BrokerClient, channel: string): Promise<boolean> {
    const session = this.#sessions.get(client);
    if (session === undefined) return false;
    try {
      return await this.mayUse(session, channel, "join");
    } catch (error) {
      this.reportError(error);
      return false;
    }
  }

  reportError(error: unknown): void {
    this.realtime.context.log.error("realtime: a WebSocket request failed", {
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
    });
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
    this.membership[Symbol.dispose]();
    this.channels[Symbol.dispose]();
    this.channelRules[Symbol.dispose]();
  }
}
