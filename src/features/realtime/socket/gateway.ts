import { badRequest } from "../../../lib/api-error.ts";
import type { Call } from "../../../model/route.ts";
import type { Realtime } from "../realtime.ts";
import { answerHistoryRequests } from "./catch-up.ts";
import { ChannelRuleStore } from "./channel-rules.ts";
import { Channels } from "./channels.ts";
import { SocketSession } from "./session.ts";

/** Clients that were away for longer have to load anew. */
const HISTORY_KEPT_MS = 2 * 60_000;

/** The WebSocket clients of this instance. */
export class Gateway implements Disposable {
  readonly realtime: Realtime;
  readonly channels: Channels;
  readonly channelRules: ChannelRuleStore;
  readonly #sessions = new Set<SocketSession>();
  readonly #ends: (() => void)[];
  #lastUsedAtMs = 0;

  constructor(realtime: Realtime) {
    this.realtime = realtime;
    this.channels = new Channels(realtime);
    this.channelRules = new ChannelRuleStore(realtime.context, () => {
      for (const session of this.#sessions) session.recheckChannels();
    });
    this.#ends = [answerHistoryRequests(realtime)];
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** GET /api/realtime/ws */
  async connect(call: Call): Promise<Response> {
    const session = new SocketSession(this, call.clientAddress);
    const { context } = this.realtime;
    const request = call.info();
    const event = { context, request, client: session.client, idleTimeoutMs: 0 };
    let response: Response | null = null;
    await context.hooks.onRealtimeConnectRequest.trigger(event, [], () => {
      if (request.auth !== null) this.realtime.broker.setAuth(session.client, request.auth);
      response = call.upgrade(session);
      if (response === null) throw badRequest("Expected a WebSocket handshake.");
    });
    return response ?? call.noContent();
  }

  add(session: SocketSession): void {
    this.#sessions.add(session);
    this.realtime.history.keep(true);
  }

  /** Forgets a client whose connection has ended; its own end is the session's. */
  remove(session: SocketSession): void {
    this.#lastUsedAtMs = Date.now();
    this.#sessions.delete(session);
    for (const channel of session.channels) this.channels.leave(session.client, channel);
    session.channels.clear();
    this.realtime.broker.unregister(session.client);
  }

  /** Signs out clients whose tokens have expired, and forgets the history when nobody is left to ask for it. */
  sweep(nowMs: number): void {
    for (const session of this.#sessions) {
      if (session.tokenExpiresAtMs > nowMs) continue;
      this.realtime.broker.setAuth(session.client, null);
      session.signedOut("token expired");
    }
    if (this.#sessions.size === 0 && nowMs - this.#lastUsedAtMs > HISTORY_KEPT_MS) this.realtime.history.keep(false);
  }

  async recheckChannels(session: SocketSession): Promise<void> {
    const { client } = session;
    for (const channel of session.channels) {
      if (await this.mayUse(session, channel, "join")) {
        this.channels.refresh(client, channel);
      } else {
        session.channels.delete(channel);
        const member = this.channels.leave(client, channel);
        if (member !== null) session.answer({ type: "presence", channel, kind: "leave", member });
      }
    }
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

  reportError(error: unknown): void {
    this.realtime.context.log.error("realtime: a WebSocket request failed", {
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
    });
  }

  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
    this.channels[Symbol.dispose]();
    this.channelRules[Symbol.dispose]();
  }
}
