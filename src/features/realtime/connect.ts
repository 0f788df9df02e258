import { randomText } from "../../lib/random-text.ts";
import { SseStream } from "../../lib/sse-stream.ts";
import type { SseEnd } from "../../lib/sse-stream.ts";
import type { Call } from "../../model/route.ts";
import { BrokerClient } from "./broker-client.ts";
import type { ClientConnection, CloseReason } from "./broker-client.ts";
import { Message } from "./message.ts";
import type { Realtime } from "./realtime.ts";

const ID_LENGTH = 40;
const IDLE_TIMEOUT_MS = 5 * 60_000;
const MAX_QUEUED_EVENTS = 4096;
const MAX_QUEUED_BYTES = 4 * 1024 * 1024;

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-store",
  // Keeps nginx from holding events back.
  "x-accel-buffering": "no",
};

/** GET /api/realtime: a stream of events whose first one tells the client its id. */
export async function connect(realtime: Realtime, call: Call): Promise<Response> {
  if (call.request.method === "HEAD") return new Response(null, { headers: HEADERS });
  call.keepOpen();
  await realtime.use.begin();
  const connection = new SseConnection(realtime, randomText(ID_LENGTH), call.clientAddress);
  const { client } = connection;
  const { context } = call;
  const event = { context, request: call.info(), client, idleTimeoutMs: IDLE_TIMEOUT_MS, maxTimeoutMs: Infinity };
  let isAccepted = false;
  try {
    await context.hooks.onRealtimeConnectRequest.trigger(event, [], ({ idleTimeoutMs, maxTimeoutMs }) => {
      isAccepted = true;
      Object.assign(connection, { idleTimeoutMs, maxTimeoutMs });
      realtime.broker.register(client);
      realtime.broker.send(client, new Message({ name: "PB_CONNECT", data: `{"clientId":"${client.id}"}` }));
    });
  } catch (error) {
    // PocketBase has set them by then: its refusals are streams too.
    for (const [name, value] of Object.entries(HEADERS)) call.draft.headers.push(["set", name, value]);
    throw error;
  }
  if (!isAccepted) connection.close("refused");
  return new Response(connection.stream.body, { headers: HEADERS });
}

/** A client behind a stream of server-sent events. */
export class SseConnection implements ClientConnection {
  readonly transport = "sse";
  readonly client: BrokerClient;
  readonly stream: SseStream;
  idleTimeoutMs = IDLE_TIMEOUT_MS;
  /** The connection ends after that long, however busy it is. */
  maxTimeoutMs = Infinity;
  readonly #openedAtMs = Date.now();
  readonly #realtime: Realtime;

  constructor(realtime: Realtime, id: string, clientAddress: string) {
    this.#realtime = realtime;
    this.client = new BrokerClient(id, this, clientAddress);
    this.stream = new SseStream({
      id,
      turns: realtime.broker.turns,
      assembler: realtime.broker.sseAssembler,
      maxQueuedEvents: MAX_QUEUED_EVENTS,
      maxQueuedBytes: MAX_QUEUED_BYTES,
      onEnd: (reason) => this.#ended(reason),
    });
  }

  get queuedBytes(): number {
    return this.stream.queuedBytes;
  }

  send(message: Message): void {
    this.stream.send(message.sse);
  }

  close(_reason: CloseReason): void {
    this.stream.close();
  }

  /** Ends a connection that was sent nothing for too long, or is open for too long; the SDK then connects anew. */
  closeIfOver(nowMs: number): void {
    const isOver = nowMs - this.#openedAtMs >= this.maxTimeoutMs;
    if (isOver || nowMs - this.stream.lastSentAtMs >= this.idleTimeoutMs) this.close("idle");
  }

  #ended(reason: SseEnd): void {
    const { broker, context } = this.#realtime;
    broker.unregister(this.client);
    if (reason !== "slow") return;
    broker.counts.slowClients += 1;
    context.log.warn("realtime: dropped a client that does not read its events", { clientId: this.client.id });
  }
}
