import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import type { Frame } from "../frame.ts";
import type { EventChanges, EventNews, WireEvent } from "../wire.ts";

/** The event of a run, between the server and the realm's copy of it. */
export interface EventLink {
  readonly context: Context;
  /** The request that the event belongs to; null for none, or where none came over HTTP. */
  readonly call: Call | null;
  /** Reads no body. */
  readonly request: RequestInfo | null;
  /** Runs what is left of the chain; in the transaction that the handler opened where it set `e.app` to its app. */
  next(context?: Context): Promise<void>;
  /** The event as the realm gets it; `code` is the handler, which tells what it will ask for. */
  payload(frame: Frame, code: string): WireEvent;
  /** Takes over what the realm changed. */
  apply(changes: EventChanges, records: readonly RecordModel[], frame: Frame): void;
  /** What the realm has to be told after others had the event. */
  news(frame: Frame): EventNews;
}
