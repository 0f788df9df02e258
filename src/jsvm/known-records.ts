import type { FieldValue } from "../model/fields/field.ts";
import type { RecordModel } from "../model/records/record.ts";
import type { SentRecord, WireRecord } from "./wire.ts";
import { newRunKey } from "./run-keys.ts";
import { applyChanges, encodeRecord, type RecordLinks } from "./wire-record.ts";

interface Snapshot {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly original: RecordModel["original"];
  readonly expand: RecordModel["expand"];
  readonly showsEmail: boolean;
  readonly visibility: string;
}

/** The records that the realm of a run knows, in the state that it knows. */
export class KnownRecords {
  readonly #links: RecordLinks;
  readonly #records = new Map<number, RecordModel>();
  readonly #handles = new Map<RecordModel, number>();
  readonly #snapshots = new WeakMap<RecordModel, Snapshot>();
  /** Those that the realm changed: it has to be told what became of that, once. */
  readonly #owed = new Set<RecordModel>();

  constructor(links: RecordLinks) {
    this.#links = links;
  }

  /** Sends a record that stays the server's, such as that of an event: the realm gets a handle of it. */
  send(record: RecordModel): SentRecord {
    const handle = this.#handles.get(record) ?? newRunKey();
    this.#handles.set(record, handle);
    this.#records.set(handle, record);
    this.#note(record);
    this.#owed.delete(record);
    return { ...encodeRecord(record, this.#links), handle };
  }

  take(handle: number, changes: WireRecord): RecordModel {
    const record = this.#records.get(handle);
    if (record === undefined) throw new Error("the record of an event that is over can't be used");
    if (changes.set !== undefined || changes.isNew !== undefined) this.#owed.add(record);
    applyChanges(record, changes, this.#links);
    return record;
  }

  /** Whether the record is not as the realm knows it. */
  hasChanged(record: RecordModel): boolean {
    const known = this.#snapshots.get(record);
    if (known === undefined || known.original !== record.original || known.expand !== record.expand) return true;
    if (known.showsEmail !== record.showsEmail || known.visibility !== visibilityText(record)) return true;
    for (const name in record.values) if (record.values[name] !== known.values[name]) return true;
    return false;
  }

  /** What the realm has to be told of records that it sent; null for nothing. */
  news(records: readonly RecordModel[], sent: readonly WireRecord[]): Record<number, SentRecord> | null {
    let news: Record<number, SentRecord> | null = null;
    for (const [place, record] of records.entries()) {
      if (sent[place]?.handle === undefined) (news ??= {})[place] = encodeRecord(record, this.#links);
      else if (this.#owed.has(record) || this.hasChanged(record)) (news ??= {})[place] = this.send(record);
    }
    return news;
  }

  #note(record: RecordModel): void {
    const { values, original, expand, showsEmail } = record;
    const visibility = visibilityText(record);
    this.#snapshots.set(record, { values: { ...values }, original, expand, showsEmail, visibility });
  }
}

function visibilityText({ visibility }: RecordModel): string {
  return visibility.size === 0 ? "" : JSON.stringify([...visibility]);
}
