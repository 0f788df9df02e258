import type { RecordModel } from "../records/record.ts";

/** A connected realtime client, as hooks see it. */
export interface RealtimeClient {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  /** Who it is signed in as. */
  readonly auth: RecordModel | null;
  /** Topics with their options, as the client asked for them. */
  readonly subscriptions: readonly string[];
}
