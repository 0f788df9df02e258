// A client of the WebSocket goes on after a lost connection, at the same instance or at another one.
//
// `session.ts` calls it for `resume`: the client names the last event that it saw. New events are held back, subscriptions and channels
// are set again under the rules of now, then what was missed is sent, then what was held back. Must stay true: no event comes twice
// or before an older one; where something is no longer known, the answer says so (`isComplete`) and the client loads anew.
import { CloseCode } from "../../../lib/realtime-protocol.ts";
import type { ClientMessage, ServerMessage } from "../../../lib/realtime-protocol.ts";
import { ApiError } from "../../../lib/api-error.ts";
import { questions, streams } from "../../../model/protocol/bus-topics.ts";
import type { HistoryEntry, RecordChange } from "../../../model/protocol/realtime-events.ts";
import { Message } from "../message.ts";
import type { Realtime } from "../realtime.ts";
import { joinChannel } from "./join-channel.ts";
import { findLogged } from "./logged-events.ts";
import type { SocketSession } from "./session.ts";
import { setTopics } from "./subscribe.ts";

type ResumeRequest = Extract<ClientMessage, { type: "resume" }>;

/** So long an event that the client got from another instance may be on its way to this one. */
const MAX_LAG_MS = 1_000;

/** Answers instances that were not there when a client missed something. Returns the function that ends it. */
export function answerHistoryRequests({ context, history }: Realtime): () => void {
  return context.bus.respond(questions.missedEvents, (seq) => history.after(seq) ?? undefined);
}

/** Sets the client's subscriptions and channels again, and sends what it missed before anything new. */
export async function catchUp(session: SocketSession, request: ResumeRequest): Promise<void> {
  const { connection, gateway } = session;
  const { history } = gateway.realtime;
  const { epoch } = history;
  const channels: JoinedChannel[] = [];
  const wanted = session.resumeParts.takeWith(request);
  await connection.holdBack(
    (message) => message.seq > 0,
    async () => {
      try {
        await setTopics(session, wanted.topics);
        for (const { channel, state } of wanted.channels) await rejoin(session, { channel, state }, channels);
        // What comes from now on is held back, so this is where the client is when it has what it missed.
        await arriveAt(gateway.realtime, request);
        const seq = history.last;
        const missed = await findMissed(gateway.realtime, request, seq);
        return { seq, isComplete: missed !== null && (await replay(session, missed)) };
      } catch (error) {
        // With what is new but without what was missed the client would go on from a gap; connecting anew it asks again.
        if (!(error instanceof ApiError)) session.end(CloseCode.restart, "resume failed");
        throw error;
      }
    },
    ({ seq, isComplete }, kept) => {
      session.answer({ type: "resumed", id: request.id, epoch, seq, isComplete, channels });
      // Events that were told of may still wait for their rule to be checked.
      connection.dropUpTo(seq);
      return kept;
    },
  );
}

type JoinedChannel = Extract<ServerMessage, { type: "resumed" }>["channels"][number];

/** Waits for the event that the client got last, which may have come to another instance first. */
async function arriveAt({ context, history }: Realtime, { epoch, seq }: ResumeRequest): Promise<void> {
  if (epoch !== history.epoch || seq <= history.last) return;
  await context.database.events?.sync();
  if (seq <= history.last) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = context.bus.follow(streams.realtime, (entry) => {
    if (entry.seq >= seq) resolve();
  });
  const timer = setTimeout(resolve, MAX_LAG_MS);
  await promise;
  clearTimeout(timer);
  end();
}

/** Those up to the given number; null when they are not known any more. */
async function findMissed({ context, history }: Realtime, { epoch, seq }: ResumeRequest, last: number) {
  if (epoch !== history.epoch || seq > last) return null;
  const own = history.after(seq);
  if (own !== null) return own;
  const { events } = context.database;
  if (events !== null) return findLogged(events, { after: seq, last });
  const [found] = await context.bus.request(questions.missedEvents, seq);
  return found?.filter((entry) => entry.seq <= last) ?? null;
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
async function replay(session: SocketSession, entries: readonly HistoryEntry[]): Promise<boolean> {
  for (const { seq, event } of entries) {
    const room = session.connection.roomForMore();
    if (room !== null) await room;
    if (event.kind === "channel") {
      if (session.channels.has(event.channel) && event.exceptFor !== session.client.id) {
        sendFrame(session, withoutSettled(event.data));
      }
    } else if (!(await replayChange(session, event.change, seq))) {
      return false;
    }
  }
  return true;
}

async function replayChange(
  { client, gateway, connection }: SocketSession,
  change: RecordChange,
  seq: number,
): Promise<boolean> {
  const { broker } = gateway.realtime;
  for (const { audience, kind } of broker.audiencesOf(change)) {
    const { text } = audience.subscription;
    if (client.audiences.get(text) !== audience) continue;
    const view = broker.views.current(audience, change, kind);
    if (view === null) continue;
    const data = await view.renderPast(change, client.auth);
    // A deletion that is not told of would leave the client with a record that is gone; other changes it may not see now.
    if (data === undefined && change.action === "delete") return false;
    if (data === null || data === undefined) continue;
    const frame = `{"type":"event","seq":${seq},"topic":${JSON.stringify(text)},"data":${data}}`;
    connection.send(new Message({ name: text, data, change, frame }));
  }
  return true;
}

/** How far others were when it was sent means nothing now. */
function withoutSettled(data: string): string {
  const message = JSON.parse(data) as Record<string, unknown>;
  delete message["settled"];
  return JSON.stringify(message);
}

function sendFrame({ connection }: SocketSession, frame: string): void {
  connection.send(new Message({ name: "", data: "null", frame }));
}
