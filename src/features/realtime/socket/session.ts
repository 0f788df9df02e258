import { Value } from "@sinclair/typebox/value";
import { JsonDepthError, isTooDeep } from "../../../lib/json-depth.ts";
import { randomText } from "../../../lib/random-text.ts";
import { ApiError, internalServerError, toApiError } from "../../../lib/api-error.ts";
import { LimitError } from "../../../lib/limit-error.ts";
import { ClientMessage, CloseCode } from "../../../lib/realtime-protocol.ts";
import type { ServerMessage } from "../../../lib/realtime-protocol.ts";
import type { ServerSocket, SocketHandlers } from "../../../lib/web-socket.ts";
import { BrokerClient } from "../broker-client.ts";
import { Message } from "../message.ts";
import type { Gateway } from "./gateway.ts";
import { handleRequest } from "./handle-request.ts";
import { LIMITS } from "./limits.ts";
import { ResumeParts } from "./resume-parts.ts";
import { RequestRate } from "./request-rate.ts";
import { SocketConnection } from "./socket-connection.ts";

const ID_LENGTH = 40;

/** One WebSocket client: takes its requests, one after the other, and keeps what belongs to its connection. */
export class SocketSession implements SocketHandlers {
  readonly gateway: Gateway;
  readonly clientAddress: string;
  readonly client: BrokerClient;
  readonly connection: SocketConnection;
  readonly channels = new Set<string>();
  readonly resumeParts = new ResumeParts();
  /** When the token ends that the client signed in with. */
  tokenExpiresAtMs = Infinity;
  readonly #rate = new RequestRate(LIMITS, Date.now());
  #working: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(gateway: Gateway, clientAddress: string) {
    const { broker, context } = gateway.realtime;
    this.gateway = gateway;
    this.clientAddress = clientAddress;
    this.connection = new SocketConnection({
      turns: broker.turns,
      onSlow: () => {
        broker.counts.slowClients += 1;
        context.log.warn("realtime: dropped a client that does not read its events", { clientId: this.client.id });
        this.#forget();
      },
      onAuthLost: () => this.signedOut("account changed"),
      onAuthChanged: () => gateway.membership.recheck(this.channels),
    });
    this.client = new BrokerClient(randomText(ID_LENGTH), this.connection, clientAddress);
  }

  open(socket: ServerSocket): void {
    const { realtime } = this.gateway;
    this.connection.open(socket);
    this.gateway.add(this);
    realtime.broker.register(this.client);
    const { history, broker } = realtime;
    const { epoch } = history;
    // Events that are still under way may reach the client once it has subscribed, so it has to resume from before them.
    const seq = broker.progress.upTo(history.last);
    const frame = JSON.stringify({ type: "connected", clientId: this.client.id, epoch, seq });
    realtime.broker.send(this.client, new Message({ name: "PB_CONNECT", data: frame, frame }));
  }

  message(_socket: ServerSocket, data: string | Uint8Array): void {
    const left = this.#rate.take(Date.now(), byteLength(data));
    if (left < -LIMITS.excessRequests || this.#waiting >= LIMITS.waitingRequests) {
      this.gateway.realtime.context.log.warn("realtime: dropped a client that sends too much", {
        clientId: this.client.id,
      });
      this.end(CloseCode.flood, "too many requests");
      return;
    }
    const request = parseRequest(data);
    if (request === null) {
      this.answer({ type: "error", id: idOf(data), status: 400, message: refusalOf(data) });
    } else if (left < 0) {
      this.answer({ type: "error", id: request.id, status: 429, message: "Too Many Requests." });
    } else {
      this.#waiting += 1;
      this.#working = this.#working.then(() => this.#handle(request));
    }
  }

  drain(): void {
    this.connection.drained();
  }

  close(): void {
    this.connection.abandon();
    this.#forget();
  }

  answer(message: ServerMessage): void {
    this.connection.answer(message);
  }

  end(code: number, reason: string): void {
    this.#forget();
    this.connection.end(code, reason);
  }

  /** The client lost its account; what it may still do as a guest it may go on doing. */
  signedOut(reason: string): void {
    this.tokenExpiresAtMs = Infinity;
    this.answer({ type: "signedOut", reason });
    this.recheckChannels();
  }

  /** Leaves the channels that the client may no longer be on, and shows the others who it is now. */
  recheckChannels(): void {
    if (this.channels.size === 0) return;
    this.#working = this.#working.then(() => this.gateway.recheckChannels(this));
  }

  /** The client may not be on the channel any longer. */
  leaveChannel(channel: string): void {
    this.channels.delete(channel);
    const member = this.gateway.channels.leave(this.client, channel);
    if (member !== null) this.answer({ type: "presence", channel, kind: "leave", member });
  }

  async #handle(request: ClientMessage): Promise<void> {
    this.#waiting -= 1;
    if (this.connection.hasEnded) return;
    this.gateway.realtime.broker.signIns.check();
    try {
      await handleRequest(this, request);
    } catch (error) {
      const isExpected = error instanceof ApiError || error instanceof LimitError;
      const { status, message } = isExpected ? toApiError(error) : internalServerError();
      this.answer({ type: "error", id: request.id, status, message });
      if (!isExpected) this.gateway.reportError(error);
    }
  }

  #forget(): void {
    this.gateway.remove(this);
  }
}

function parseRequest(data: string | Uint8Array): ClientMessage | null {
  if (typeof data !== "string" || isTooLarge(data) || isTooDeep(data)) return null;
  try {
    const value: unknown = JSON.parse(data);
    return Value.Check(ClientMessage, value) ? value : null;
  } catch {
    return null;
  }
}

function refusalOf(data: string | Uint8Array): string {
  if (isTooLarge(data)) return `The message is longer than ${LIMITS.messageBytes} bytes.`;
  if (typeof data === "string" && isTooDeep(data)) return `${new JsonDepthError().message}.`;
  return "The message is not a valid request.";
}

function isTooLarge(data: string | Uint8Array): boolean {
  return byteLength(data) > LIMITS.messageBytes;
}

function byteLength(data: string | Uint8Array): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.length;
}

/** The id of what is otherwise no request, so that the client knows which it was. The socket takes no more than twice the limit. */
function idOf(data: string | Uint8Array): number | null {
  if (typeof data !== "string") return null;
  try {
    const { id } = JSON.parse(data) as { id?: unknown };
    return typeof id === "number" && Number.isInteger(id) && id >= 0 ? id : null;
  } catch {
    return null;
  }
}
