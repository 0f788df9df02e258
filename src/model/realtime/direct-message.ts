import type { Context } from "../context.ts";
import { questions } from "../protocol/bus-topics.ts";

/** A message to one client, wherever it is connected. */
export interface DirectMessage {
  readonly clientId: string;
  /** Must be among the client's subscriptions, e.g. `@oauth2`, unless `needsNoSubscription`. */
  readonly topic: string;
  readonly needsNoSubscription?: boolean;
  /** JSON text. */
  readonly data: string;
  /** Ends the client's subscription of the topic. */
  readonly unsubscribe?: boolean;
}

/**
 * Sends a message to the realtime client of that id. Resolves to whether there is one with that subscription.
 * Features that answer a client over its stream (OAuth2 with `@oauth2`) use it, on whichever worker the stream is.
 */
export async function sendToRealtimeClient(context: Context, message: DirectMessage): Promise<boolean> {
  const answers = await context.bus.request(questions.directMessage, message);
  return answers.includes(true);
}
