import type { Context } from "../context.ts";

/** A change of one client, wherever it is connected. */
export interface ClientChange {
  readonly clientId: string;
  readonly subscribe?: readonly string[];
  readonly unsubscribe?: readonly string[];
  /** Ends the connection. */
  readonly isDiscarded?: boolean;
}

/** The bus topic of requests with a `ClientChange`; who has the client answers true. */
export const CLIENT_CHANGE_TOPIC = "realtime.client-change";

/** Resolves to whether there is such a client. */
export async function changeRealtimeClient(context: Context, change: ClientChange): Promise<boolean> {
  const answers = await context.bus.request(CLIENT_CHANGE_TOPIC, change);
  return answers.includes(true);
}
