// An account that changes just after a record: another worker may store that before this one has checked who may see the record.
//
// Rules read the account from the database, which knows it only as it is now. Where that hides the record, and the account has changed
// since, the rule is checked again with the account as it was. Must stay true: what an account lost before the record was written,
// in whatever way, is not given back; so the later change must have been told.
import type { Context } from "../../model/context.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { writtenRow } from "../../model/records/tell-change.ts";
import type { ChangeView } from "./change-view.ts";
import { type Identities, type Identity, recordAt, wasChangedAfter } from "./identity.ts";
import { storedRow, isSameRow } from "./is-record-visible.ts";

/** So long a change of an account that is stored already may take to be told. */
const MAX_WAIT_MS = 200;

interface Rendered {
  readonly view: ChangeView;
  readonly change: RecordChange;
  readonly auth: RecordModel | null;
}

/** The data of an event for an account, as it was when the record was written. */
export function renderInOrder(
  context: Context,
  identities: Identities,
  { view, change, auth }: Rendered,
): string | null | Promise<string | null> {
  const data = view.render(change, auth);
  // What was decided at once was decided over the account's values as they were heard of, in order.
  if (!(data instanceof Promise) || change.asOf?.commit === undefined || auth === null || !view.readsAuth) return data;
  return data.then(async (text) => {
    if (text !== null) return text;
    const identity = identities.find(auth.collection.id, auth.id);
    if (identity === null || !(await wasOvertaken(context, identity, { change, auth }))) return null;
    return view.renderAsOf(change, recordAt(identity, change));
  });
}

/** Whether the account has another change behind that of the record. */
async function wasOvertaken(
  context: Context,
  identity: Identity,
  { change, auth }: Pick<Rendered, "change"> & { readonly auth: RecordModel },
): Promise<boolean> {
  const stored = await storedRow(context, auth.collection, auth.id);
  if (stored === null || isSameRow(writtenRow(auth), stored)) return false;
  const until = performance.now() + MAX_WAIT_MS;
  while (!wasChangedAfter(identity, change)) {
    const leftMs = until - performance.now();
    if (leftMs <= 0) {
      // Nobody tells of it: a program beside the server wrote it, or SQL. It is known from now on.
      if (identity.record === auth) identity.record = recordFromRow(auth.collection, stored);
      return false;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, leftMs);
    identity.waiting.add(resolve);
    await promise;
    identity.waiting.delete(resolve);
    clearTimeout(timer);
  }
  return true;
}
