import { recordFromRow } from "../../model/records/record-values.ts";
import { groupsOf } from "./deliver.ts";
import type { PendingDelivery } from "./pending-deletions.ts";
import { BEFORE_DELETION_TOPIC, DELETION_FAILED_TOPIC } from "./publish-changes.ts";
import type { Realtime } from "./realtime.ts";
import { RECORD_CHANGES_TOPIC } from "./record-change.ts";
import type { RecordChange } from "./record-change.ts";

/** Takes the changes of records from the bus to this instance's clients. Returns the function that ends it. */
export function receiveChanges(realtime: Realtime): () => void {
  const { bus } = realtime.context;
  const ends = [
    bus.subscribe(RECORD_CHANGES_TOPIC, (message) => receive(realtime, message as RecordChange)),
    bus.respond(BEFORE_DELETION_TOPIC, (message) => prepareDeletion(realtime, message as RecordChange)),
    bus.subscribe(DELETION_FAILED_TOPIC, (message) => {
      realtime.pendingDeletions.take(recordKey(message as RecordChange));
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function receive(realtime: Realtime, change: RecordChange): void {
  const { broker, history } = realtime;
  const seq = history.add({ kind: "record", change });
  if (change.action === "delete") {
    broker.dispatch(change, seq, realtime.pendingDeletions.take(recordKey(change)));
    signOutDeleted(realtime, change);
  } else {
    if (change.action === "update") refreshIdentity(realtime, change);
    broker.dispatch(change, seq);
  }
}

/** Clients of an auth record get its new values; after a change of its password or key they are guests. */
function refreshIdentity({ context, broker }: Realtime, change: RecordChange): void {
  const identity = broker.identities.find(change.collectionId, change.recordId);
  const collection = context.collections.current().byId(change.collectionId);
  if (identity === null || collection === undefined) return;
  const record = recordFromRow(collection, change.row);
  if (record.text("tokenKey") === identity.record.text("tokenKey")) identity.record = record;
  else broker.unsetAuth(identity);
}

function signOutDeleted({ broker }: Realtime, change: RecordChange): void {
  const identity = broker.identities.find(change.collectionId, change.recordId);
  if (identity !== null) broker.unsetAuth(identity);
}

/** Finds out which clients may see the record that is about to be deleted, where that takes the database. */
async function prepareDeletion({ broker, pendingDeletions }: Realtime, change: RecordChange): Promise<undefined> {
  const deliveries: PendingDelivery[] = [];
  const waiting: Promise<void>[] = [];
  for (const { audience, kind } of broker.audiencesOf(change)) {
    const view = broker.prepareView(audience, change.collectionId, kind);
    if (view === null || !view.needsDatabase) continue;
    for (const { auth, sets } of groupsOf(audience.members, view, change)) {
      // The clients of now: who is signed out by this very deletion still learns of it.
      const clients = new Set(sets.flatMap((set) => [...set]));
      const data = Promise.resolve(view.render(change, auth));
      waiting.push(data.then((text) => void (text === null || deliveries.push({ audience, clients, data: text }))));
    }
  }
  if (waiting.length > 0) await Promise.all(waiting);
  pendingDeletions.put(recordKey(change), deliveries);
}

function recordKey({ collectionId, recordId }: RecordChange): string {
  return `${collectionId}/${recordId}`;
}
