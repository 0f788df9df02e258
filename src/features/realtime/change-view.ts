import type { Collection } from "../../model/collections/collection.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RecordChange } from "../../model/protocol/realtime-events.ts";

/** Which rule a topic is under: that of the list for `posts/*`, that of the view for `posts/RECORD_ID`. */
export type RuleKind = "list" | "view";

/** How the changes of a collection look to the clients of one subscription. */
export interface ChangeView {
  readonly collection: Collection;
  readonly kind: RuleKind;
  /** Whether all who are neither superuser nor the record itself see the same. */
  readonly isSharedByAll: boolean;
  /** Whether superusers see what all others do. */
  readonly isSharedWithSuperusers: boolean;
  /** Whether all superusers see the same. */
  readonly isSharedBySuperusers: boolean;
  /** Whether it asks the database about the record: then a deletion has to be looked at before it happens. */
  readonly needsDatabase: boolean;
  /** Whether the rule or the filter looks at the account. */
  readonly readsAuth: boolean;
  /** The data of the event as JSON text for that client; null where its rule or filter hides the record. */
  render(change: RecordChange, auth: RecordModel | null): string | null | Promise<string | null>;
  /** The same with the account as it is given, whatever is stored of it now. */
  renderAsOf(change: RecordChange, auth: RecordModel): Promise<string | null>;
  /** The same for a change of the past. Undefined when it can't be told any more whether the client might have seen it. */
  renderPast(change: RecordChange, auth: RecordModel | null): Promise<string | null | undefined>;
}
