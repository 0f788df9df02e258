import { badRequest } from "../../../lib/api-error.ts";
import { parseFilter } from "../../../lib/filter/parse.ts";
import { scanFilter } from "../../../lib/filter/scan.ts";
import { FilterSyntaxError } from "../../../lib/filter/token.ts";
import type { ClientMessage } from "../../../lib/realtime-protocol.ts";
import { Message } from "../message.ts";
import { MAX_SUBSCRIPTIONS } from "../set-subscriptions.ts";
import { parseSubscription } from "../subscription.ts";
import type { SocketSession } from "./session.ts";
import { SnapshotFilter } from "./snapshot-filter.ts";
import { readSnapshot } from "./snapshot.ts";

/** A change that the snapshot shows may arrive so long after it, over the bus or from a hook that takes its time. */
const LATE_CHANGES_MS = 5_000;

type SubscribeRequest = Extract<ClientMessage, { type: "subscribe" }>;

export async function subscribe(session: SocketSession, request: SubscribeRequest): Promise<void> {
  const { client } = session;
  const { topic, snapshot } = request;
  const isNew = !client.audiences.has(topic);
  checkFilter(topic);
  if (snapshot === undefined) {
    await setTopics(session, [...client.subscriptions, topic]);
    session.answer({ type: "ok", id: request.id });
    return;
  }
  // A client can ask for any number of snapshots in one go. Later than here, changes would come between subscribing and reading.
  await session.gateway.realtime.broker.turns.nextTurn();
  try {
    await subscribeWithSnapshot(session, request, snapshot.limit);
  } catch (error) {
    // Without its snapshot the client has no use for the changes.
    if (isNew) session.gateway.realtime.broker.unsubscribe(client, topic);
    throw error;
  }
}

/** On the event stream, as in PocketBase, such a filter is taken and matches nothing. */
function checkFilter(topic: string): void {
  const { filter = "" } = parseSubscription(topic).query;
  if (filter === "") return;
  try {
    parseFilter(scanFilter(filter));
  } catch (cause) {
    if (!(cause instanceof FilterSyntaxError)) throw cause;
    throw badRequest(`The filter of the topic can't be read: ${cause.message}.`, { cause });
  }
}

async function subscribeWithSnapshot(
  session: SocketSession,
  { id, topic }: SubscribeRequest,
  limit: number | undefined,
): Promise<void> {
  const { client, connection } = session;
  const { context } = session.gateway.realtime;
  const subscription = parseSubscription(topic);
  connection.filter(topic, null);
  await connection.holdBack(
    (message) => message.name === topic && message.change !== null,
    async () => {
      await setTopics(session, [...client.subscriptions, topic]);
      return readSnapshot(context, { subscription, auth: client.auth, limit });
    },
    ({ rows, records, isComplete }, kept) => {
      const head = `"id":${id},"topic":${JSON.stringify(topic)}`;
      const frame = `{"type":"snapshot",${head},"records":${records},"isComplete":${isComplete}}`;
      connection.send(new Message({ name: "", data: "null", frame }));
      const filter = new SnapshotFilter(rows, isComplete);
      const news = filter.reconcile(kept, ({ change }) => change);
      keepFilter(session, topic, filter);
      return news;
    },
  );
}

/** Until late changes have arrived. What was kept back passes the filter too, as it says what it lets through. */
function keepFilter({ connection, gateway }: SocketSession, topic: string, filter: SnapshotFilter): void {
  const { turns } = gateway.realtime.broker;
  const passes = ({ change }: Message): boolean => change === null || filter.accepts(change);
  connection.filter(topic, passes);
  // Changes that wait for their turn then have it before.
  setTimeout(() => turns.addWork(() => connection.endFilter(topic, passes)), LATE_CHANGES_MS).unref();
}

export async function unsubscribe(session: SocketSession, topic: string): Promise<void> {
  session.connection.filter(topic, null);
  await setTopics(
    session,
    session.client.subscriptions.filter((text) => text !== topic),
  );
}

/** Replaces the client's subscriptions, through the hook. */
export async function setTopics(session: SocketSession, topics: readonly string[]): Promise<void> {
  const { client, gateway } = session;
  const { context, broker } = gateway.realtime;
  const subscriptions = [...new Set(topics)];
  if (subscriptions.length > MAX_SUBSCRIPTIONS) {
    throw badRequest(`A client may have ${MAX_SUBSCRIPTIONS} subscriptions at most.`);
  }
  const request = { method: "GET", context: "realtime", query: {}, headers: {}, body: {}, auth: client.auth };
  const event = { context, request, client, subscriptions };
  await context.hooks.onRealtimeSubscribeRequest.trigger(event, [], (accepted) => {
    if (broker.find(client.id) === client) broker.setSubscriptions(client, accepted.subscriptions);
  });
  await broker.index.ready;
}
