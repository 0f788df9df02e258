import type { CommitOrder } from "../lib/bus.ts";
import type { SqlValue } from "./engine.ts";
import type { ColumnKind } from "./schema-dialect.ts";

/** A write of one record's row, which may be sent together with others of the same kind. */
export interface RowWrite {
  readonly kind: "insert" | "update";
  /** A parameter a column; the last one of an update is the id. */
  readonly one: string;
  /** The same for several rows, whose values come as a list a column; an update returns the `id` of each row that was there. */
  readonly several: string;
}

export interface RowColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** How an engine writes several rows by one statement. */
export interface SeveralRows {
  insert(table: string, columns: readonly RowColumn[]): string;
  update(table: string, columns: readonly RowColumn[]): string;
}

/** What is told of a row together with its commit; see `Transaction.tell`. */
export interface RowMessage {
  readonly name: string;
  readonly message: unknown;
}

/** What there is to a write of a row besides its values. */
export interface RowNote {
  /** Nothing is told of a row that was not there. */
  readonly told: RowMessage | null;
  /** What is written; see `Transaction.orderOf`. Null: nobody is told of it, so nobody waits to be. */
  readonly orderKey: string | null;
}

export interface WrittenRow {
  readonly changes: number;
  /** Null where transactions tell of what they write, or nothing was written. */
  readonly order: CommitOrder | null;
}

/** Writes rows outside of transactions of callers: each as if in a transaction of its own. */
export interface RowWriter {
  write(write: RowWrite, parameters: readonly SqlValue[], note: RowNote): Promise<WrittenRow>;
}
