import type { Row } from "../../database/engine.ts";

/** A committed change of a record, as it travels over the bus. */
export interface RecordChange {
  /** Unique over all instances on the bus. */
  readonly key: string;
  readonly collectionId: string;
  readonly recordId: string;
  readonly action: "create" | "update" | "delete";
  /** The columns after the change; of a delete, those before it. */
  readonly row: Row;
}

export const RECORD_CHANGES_TOPIC = "realtime.records";
