import type { Context } from "../../model/context.ts";
import { questions, streams, topics } from "../../model/protocol/bus-topics.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { repeatOutdated } from "../../model/repeat-outdated.ts";
import type { BrokerClient } from "./broker-client.ts";
import type { ChangeView } from "./change-view.ts";
import { groupsOf, inTurns } from "./deliver.ts";
import type { VisibilityGroup } from "./deliver.ts";
import { NOTHING_PREPARED, type PendingDelivery, type PreparedDeletion } from "./pending-deletions.ts";
import type { Realtime } from "./realtime.ts";

/** Takes the changes of records from the bus to this instance's clients. Returns the function that ends it. */
export function receiveChanges(realtime: Realtime): () => void {
  const { bus } = realtime.context;
  const current = new WithCurrentCollections(realtime.context);
  const ends = [
    // In a turn of its own, so that whoever wrote the record is answered first.
    bus.follow(streams.realtime, ({ seq, message }) => {
      if (message.kind !== "record") return;
      const { change } = message;
      const prepared =
        change.action === "delete" ? realtime.pendingDeletions.take(recordKey(change)) : NOTHING_PREPARED;
      realtime.history.add(seq, message);
      realtime.broker.progress.begin(seq);
      current.run(() => realtime.broker.turns.addSteps(receive(realtime, change, { seq, prepared })));
    }),
    bus.respond(questions.beforeDeletion, (change) => prepareDeletion(realtime, change)),
    bus.subscribe(topics.deletionFailed, (record) => realtime.pendingDeletions.drop(recordKey(record))),
  ];
  return () => {
    for (const end of ends) end();
  };
}

const PAUSE_MS = 100;

/**
 * Has work wait, in order, for the collections as they were when it came: another instance may have changed a rule just before it wrote
 * the record.
 */
class WithCurrentCollections {
  readonly #context: Context;
  /** The end of what waits. */
  #last: Promise<void> | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  run(work: () => void): void {
    const late = this.#context.collections.catchUp();
    if (late === null && this.#last === null) {
      work();
      return;
    }
    const next = this.#wait(this.#last, late).then(() => {
      if (this.#last === next) this.#last = null;
      work();
    });
    this.#last = next;
  }

  async #wait(last: Promise<void> | null, late: Promise<void> | null): Promise<void> {
    const { collections } = this.#context;
    let reading = late?.catch(() => RETRY);
    await last;
    // Without the database nothing is known of the rules, and a change under old ones may go to those who must not see it.
    while ((await reading) === RETRY) {
      await Bun.sleep(PAUSE_MS);
      reading = collections.catchUp()?.catch(() => RETRY);
    }
  }
}

const RETRY = Symbol("retry");

interface Received {
  /** The change's place in the history. */
  readonly seq: number;
  /** Of a deletion. */
  readonly prepared: PreparedDeletion;
}

/** In steps, because a change may concern thousands of subscriptions, each with a filter of its own. */
function* receive(realtime: Realtime, change: RecordChange, { seq, prepared }: Received): Generator<void> {
  try {
    if (change.action === "update") refreshIdentity(realtime, change);
    yield* realtime.broker.dispatch(change, seq, prepared);
    if (change.action === "delete") signOutDeleted(realtime, change);
  } catch (error) {
    const { collectionId, recordId } = change;
    realtime.context.log.error("realtime: a change was lost", { collectionId, recordId, error: String(error) });
    realtime.broker.progress.setJobs(seq, 0);
  }
}

/** Clients of an auth record get its new values; after a change of its password or key they are guests. */
function refreshIdentity({ context, broker }: Realtime, change: RecordChange): void {
  const identity = broker.identities.find(change.collectionId, change.recordId);
  const collection = context.collections.current().byId(change.collectionId);
  if (identity === null || collection === undefined) return;
  const record = recordFromRow(collection, change.row);
  if (record.text("tokenKey") === identity.record.text("tokenKey")) broker.setRecord(identity, record, change);
  else broker.unsetAuth(new Set([identity]));
}

function signOutDeleted({ broker }: Realtime, change: RecordChange): void {
  const identity = broker.identities.find(change.collectionId, change.recordId);
  if (identity !== null) broker.unsetAuth(new Set([identity]));
}

/** Finds out which clients may see the record that is about to be deleted, where that takes the database. */
async function prepareDeletion({ broker, context, pendingDeletions }: Realtime, change: RecordChange): Promise<true> {
  const deliveries: PendingDelivery[] = [];
  const considered = new Set<BrokerClient>();
  const concerned = broker.audiencesOf(change);
  const findClients = async ({ audience, kind }: (typeof concerned)[number]): Promise<void> => {
    const currentView = (): ChangeView | null => broker.views.current(audience, change, kind);
    const view = currentView();
    if (view === null || !view.needsDatabase) return;
    const prepare = async ({ auth, sets }: VisibilityGroup): Promise<void> => {
      // The clients of now: who is signed out by this very deletion still learns of it.
      const clients = new Set(sets.flatMap((set) => [...set]));
      for (const client of clients) considered.add(client);
      const data = await repeatOutdated(context, () => currentView()?.render(change, auth) ?? null);
      if (data !== null) deliveries.push({ audience, clients, data });
    };
    await inTurns(groupsOf(audience.members, view, change), broker.turns, async (groups) => {
      await Promise.all(groups.map(prepare));
    });
  };
  await inTurns(concerned, broker.turns, async (audiences) => {
    for (const audience of audiences) await findClients(audience);
  });
  pendingDeletions.put(recordKey(change), { deliveries, considered });
  return true;
}

function recordKey({ collectionId, recordId }: Pick<RecordChange, "collectionId" | "recordId">): string {
  return `${collectionId}/${recordId}`;
}
