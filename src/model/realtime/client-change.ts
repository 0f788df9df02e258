import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";

/** A change of one client, wherever it is connected. */
export interface ClientChange {
  readonly clientId: string;
  readonly subscribe?: readonly string[];
  readonly unsubscribe?: readonly string[];
  /** A superuser ends the connection. */
  readonly isEnded?: boolean;
  /** A hook ends the connection. */
  readonly isDiscarded?: boolean;
}

/** Resolves to whether there is such a client. */
export async function changeRealtimeClient(context: Context, change: ClientChange): Promise<boolean> {
  const answers = await context.bus.request(questions.clientChange, change);
  return answers.includes(true);
}
