import { CloseCode } from "../../../lib/realtime-protocol.ts";
import type { ClientMessage, ServerMessage } from "../../../lib/realtime-protocol.ts";
import { ApiError } from "../../../lib/api-error.ts";
import type { History, HistoryEntry, HistoryEvent } from "../history.ts";
import { Message } from "../message.ts";
import type { Realtime } from "../realtime.ts";
import type { RecordChange } from "../record-change.ts";
import { joinChannel } from "./join-channel.ts";
import type { SocketSession } from "./session.ts";
import { setTopics } from "./subscribe.ts";

type ResumeRequest = Extract<ClientMessage, { type: "resume" }>;

const HISTORY_TOPIC = "realtime.history";
/** So many events may have reached another instance before this one. */
const SEEN_EVENTS = 500;
const LATE_EVENTS_MS = 10_000;

/** Answers instances that took over a client of this one. Returns the function that ends it. */
export function answerHistoryRequests({ context, instanceId, history }: Realtime): () => void {
  return context.bus.respond(HISTORY_TOPIC, (message) => {
    const { epoch, seq } = message as Pick<ResumeRequest, "epoch" | "seq">;
    return epoch === instanceId ? { missed: lookUp(history, seq) } : undefined;
  });
}

/** Sets the client's subscriptions and channels again, and sends what it missed before anything new. */
export async function catchUp(session: SocketSession, request: ResumeRequest): Promise<void> {
  const { connection, gateway } = session;
  const { instanceId: epoch, history } = gateway.realtime;
  const channels: JoinedChannel[] = [];
  const wanted = session.resumeParts.takeWith(request);
  await connection.holdBack(
    (message) => message.seq > 0,
    async () => {
      try {
        await setTopics(session, wanted.topics);
        for (const { channel, state } of wanted.channels) await rejoin(session, { channel, state }, channels);
        // What comes from now on is held back, so this is where the client is when it has what it missed.
        const seq = history.last;
        const missed = await findMissed(gateway.realtime, request);
        return { seq, missed, isComplete: missed !== null && (await replay(session, request, missed.entries)) };
      } catch (error) {
        // With what is new but without what was missed the client would go on from a gap; connecting anew it asks again.
        if (!(error instanceof ApiError)) session.end(CloseCode.restart, "resume failed");
        throw error;
      }
    },
    ({ seq, missed, isComplete }, kept) => {
      session.answer({ type: "resumed", id: request.id, epoch, seq, isComplete, channels });
      // Events that were told of may still be on their way to this instance, or wait for their rule to be checked.
      if (request.epoch === epoch || missed === null) connection.dropUpTo(seq);
      else connection.dropWhile(newsBeside(missed), LATE_EVENTS_MS);
      return kept;
    },
  );
}

type JoinedChannel = Extract<ServerMessage, { type: "resumed" }>["channels"][number];

/** What another instance answers, or this one knows itself. */
interface Missed {
  readonly entries: readonly HistoryEntry[];
  /** Keys of events shortly before them, which the client was told of. */
  readonly seen: readonly string[];
}

/** Null when they are not known any more. */
async function findMissed({ context, history, instanceId }: Realtime, request: ResumeRequest): Promise<Missed | null> {
  const { epoch, seq } = request;
  if (epoch === instanceId) return lookUp(history, seq);
  const [answer] = (await context.bus.request(HISTORY_TOPIC, { epoch, seq })) as { missed: Missed | null }[];
  return answer?.missed ?? null;
}

function lookUp(history: History, seq: number): Missed | null {
  const entries = history.after(seq);
  return entries === null ? null : { entries, seen: history.before(seq, SEEN_EVENTS).map(({ event }) => keyOf(event)) };
}

function keyOf(event: HistoryEvent): string {
  return event.kind === "record" ? event.change.key : event.key;
}

/** Channels that may not be joined any more are left out of the answer. */
async function rejoin(
  session: SocketSession,
  request: { channel: string; state: unknown },
  joined: JoinedChannel[],
): Promise<void> {
  try {
    await joinChannel(session, request, (members) => void joined.push({ channel: request.channel, members }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Sends the client its part of the events. False when something can't be told any more. */
async function replay(session: SocketSession, request: ResumeRequest, entries: readonly HistoryEntry[]) {
  const epoch = request.epoch === session.gateway.realtime.instanceId ? null : request.epoch;
  for (const { seq, event } of entries) {
    const room = session.connection.roomForMore();
    if (room !== null) await room;
    if (event.kind === "channel") {
      if (session.channels.has(event.channel) && event.exceptFor !== session.client.id) {
        sendFrame(session, renumbered(event.data, seq, epoch));
      }
    } else if (!(await replayChange(session, event.change, { seq, epoch }))) {
      return false;
    }
  }
  return true;
}

async function replayChange(
  { client, gateway, connection }: SocketSession,
  change: RecordChange,
  { seq, epoch }: { seq: number; epoch: string | null },
): Promise<boolean> {
  const { broker } = gateway.realtime;
  for (const { audience, kind } of broker.audiencesOf(change)) {
    const { text } = audience.subscription;
    if (client.audiences.get(text) !== audience) continue;
    const view = broker.prepareView(audience, change.collectionId, kind);
    if (view === null) continue;
    const data = await view.renderPast(change, client.auth);
    // A deletion that is not told of would leave the client with a record that is gone; other changes it may not see now.
    if (data === undefined && change.action === "delete") return false;
    if (data === null || data === undefined) continue;
    const origin = epoch === null ? "" : `,"epoch":${JSON.stringify(epoch)}`;
    const frame = `{"type":"event","seq":${seq}${origin},"topic":${JSON.stringify(text)},"data":${data}}`;
    connection.send(new Message({ name: text, data, change, frame }));
  }
  return true;
}

function renumbered(data: string, seq: number, epoch: string | null): string {
  const message = JSON.parse(data) as Record<string, unknown>;
  delete message["settled"];
  return JSON.stringify(epoch === null ? { ...message, seq } : { ...message, seq, epoch });
}

function sendFrame({ connection }: SocketSession, frame: string): void {
  connection.send(new Message({ name: "", data: "null", frame }));
}

/** Events of another instance have other numbers here, so they are told by their keys. */
function newsBeside({ entries, seen }: Missed): (message: Message) => boolean {
  const known = new Set([...seen, ...entries.map(({ event }) => keyOf(event))]);
  return ({ key }) => key === null || !known.has(key);
}
