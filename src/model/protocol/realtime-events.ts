import type { Row } from "../../database/engine.ts";
import type { Member } from "../../lib/realtime-protocol.ts";

/** A committed change of a record. */
export interface RecordChange {
  readonly collectionId: string;
  readonly recordId: string;
  readonly action: "create" | "update" | "delete";
  /** The columns after the change; of a delete, those before it. */
  readonly row: Row;
  /** What held when it was made. Older versions left it out of the event log. */
  readonly asOf?: ChangeMoment;
}

/** An instance may hear of a later change of a rule or an account before the turn of the record comes. */
export interface ChangeMoment {
  /** The number of the commit; only where several instances serve the same data. */
  readonly commit?: number;
  readonly listRule: string | null;
  readonly viewRule: string | null;
}

/** What happens on a channel. */
export type ChannelEvent =
  | { readonly kind: "join" | "leave" | "state"; readonly channel: string; readonly member: Member }
  | {
      readonly kind: "broadcast";
      readonly channel: string;
      readonly from: Member;
      readonly event: string;
      readonly data: unknown;
      /** Whether the sender gets it too. */
      readonly self: boolean;
    };

/** An entry of the one stream from which all realtime clients are served. */
export type RealtimeEvent = { readonly kind: "record"; readonly change: RecordChange } | ChannelEvent;

/** What can be sent again: a change of a record, or a message on a channel. */
export type HistoryEvent =
  | { readonly kind: "record"; readonly change: RecordChange }
  | {
      readonly kind: "channel";
      readonly channel: string;
      /** The message as it was sent. */
      readonly data: string;
      /** The client that must not get it: its sender. */
      readonly exceptFor: string | null;
    };

export interface HistoryEntry {
  readonly seq: number;
  readonly event: HistoryEvent;
}
