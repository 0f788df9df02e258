import type { Row, SqlValue } from "../../../database/engine.ts";
import type { RecordChange } from "../../../model/protocol/realtime-events.ts";

/**
 * Tells changes that a snapshot already shows from those after it. Both are read without stopping writers, so a change that was
 * committed before the snapshot was read may arrive after it. What counts is the state: a change that leads to what
 * the snapshot shows, and all earlier ones of that record, are left out.
 */
export class SnapshotFilter {
  /** Fingerprints of the records that the client was shown and has heard nothing of since. */
  readonly #shown: Map<string, number | bigint>;
  /** Records that had a change after the snapshot. */
  readonly #changed = new Set<string>();
  readonly #isComplete: boolean;

  constructor(rows: readonly Row[], isComplete: boolean) {
    this.#shown = new Map(rows.map((row) => [String(row["id"]), fingerprint(row)]));
    this.#isComplete = isComplete;
  }

  /** Those of the changes that came while the snapshot was read which are not in it. */
  reconcile<T>(items: readonly T[], changeOf: (item: T) => RecordChange | null): T[] {
    const lastInSnapshot = new Map<string, number>();
    for (const [index, item] of items.entries()) {
      const change = changeOf(item);
      if (change !== null && this.#isStateOf(change)) lastInSnapshot.set(change.recordId, index);
    }
    return items.filter((item, index) => {
      const change = changeOf(item);
      if (change === null) return true;
      return index > (lastInSnapshot.get(change.recordId) ?? -1) && this.accepts(change);
    });
  }

  /** Whether a change that came after the snapshot was sent is news to the client. */
  accepts(change: RecordChange): boolean {
    const { recordId, action } = change;
    if (this.#changed.has(recordId)) return true;
    // A record that was there can't be created: its creation is older, and so is whatever else led to what was shown.
    if (action === "create" && this.#shown.has(recordId)) return false;
    if (this.#isStateOf(change)) return false;
    this.#changed.add(recordId);
    this.#shown.delete(recordId);
    return true;
  }

  #isStateOf({ action, recordId, row }: RecordChange): boolean {
    const shown = this.#shown.get(recordId);
    if (action === "delete") return shown === undefined && this.#isComplete;
    return shown !== undefined && shown === fingerprint(row);
  }
}

/** Columns by name: rows of a table and of a change may have them in another order. */
function fingerprint(row: Row): number | bigint {
  const columns = Object.entries(row).map(([name, value]): [string, SqlValue] => [name, plain(value)]);
  columns.sort(([a], [b]) => (a < b ? -1 : 1));
  return Bun.hash(JSON.stringify(columns));
}

function plain(value: SqlValue): SqlValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
